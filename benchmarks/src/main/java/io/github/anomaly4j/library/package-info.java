/** How fast large patch libraries are made and searched. */
package io.github.anomaly4j.library;
