/** How fast large patch libraries are made. */
package io.github.anomaly4j.library;
