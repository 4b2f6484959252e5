/**
 * What a network does to images, and what its features know of them: figures and drawings for
 * finding out why a training went wrong. Takes plain arrays and images, whatever made them.
 */
@NullMarked
package io.github.anomaly4j.diagnosis;

import org.jspecify.annotations.NullMarked;
