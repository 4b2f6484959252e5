/** What a training reports while it runs. */
package io.github.anomaly4j.progress;
