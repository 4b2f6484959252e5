/**
 * Feature maps of a pretrained network that the user brings as a Keras file, run by DL4J.
 *
 * <p>{@link io.github.anomaly4j.keras.KerasBackbone} runs it on images and gives the maps of chosen
 * layers. No weights come with this project.
 */
package io.github.anomaly4j.keras;
