/**
 * Every epoch of a training side by side: {@link io.github.anomaly4j.sweep.EpochSweep} lets each
 * kept network score the same images and restore them.
 */
@NullMarked
package io.github.anomaly4j.sweep;

import org.jspecify.annotations.NullMarked;
