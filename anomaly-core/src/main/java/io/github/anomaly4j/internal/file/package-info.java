/** Files that are written beside their place and moved into it. */
package io.github.anomaly4j.internal.file;
