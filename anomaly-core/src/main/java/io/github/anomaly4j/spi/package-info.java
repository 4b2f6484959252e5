/** The interfaces of backbones, which are networks that were trained elsewhere. */
package io.github.anomaly4j.spi;
