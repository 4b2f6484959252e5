/** The interfaces of backbones, which are networks that were trained elsewhere. */
@NullMarked
package io.github.anomaly4j.spi;

import org.jspecify.annotations.NullMarked;
