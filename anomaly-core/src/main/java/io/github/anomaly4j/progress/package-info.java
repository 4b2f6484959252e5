/** What training tells while it runs. */
package io.github.anomaly4j.progress;
