/** Files that appear at their place only when they are complete. */
package io.github.anomaly4j.internal.file;
