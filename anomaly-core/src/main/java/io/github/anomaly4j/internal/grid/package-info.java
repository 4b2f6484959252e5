/** The frame that images are fitted into, and interpolation from one grid to another. */
package io.github.anomaly4j.internal.grid;
