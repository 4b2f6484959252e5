/**
 * Figures and drawings that help to find out why a training went wrong: what a network does to
 * images, and whether its features separate categories. They take plain arrays and images.
 */
@NullMarked
package io.github.anomaly4j.diagnosis;

import org.jspecify.annotations.NullMarked;
