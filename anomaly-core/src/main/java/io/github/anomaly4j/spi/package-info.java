/** What a backbone, a network that was trained elsewhere, implements. */
package io.github.anomaly4j.spi;
