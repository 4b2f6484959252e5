/** The U-Net and what is computed from its output; the one place that knows DL4J's graphs. */
package io.github.anomaly4j.internal.network;
