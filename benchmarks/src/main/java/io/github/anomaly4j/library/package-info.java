/** How fast large memory banks are made and searched. */
package io.github.anomaly4j.library;
