/**
 * Feature maps of a pretrained network that the user brings as a Keras file, run by DL4J.
 *
 * <p>{@link io.github.anomaly4j.keras.KerasBackbone} runs it on images and returns the maps of
 * chosen layers. This project contains no weights.
 */
@NullMarked
package io.github.anomaly4j.keras;

import org.jspecify.annotations.NullMarked;
