/**
 * The U-Net: its configuration, its training and its execution.
 *
 * <p>{@link io.github.anomaly4j.unet.TrainableUNet} trains a network as a DL4J {@code
 * ComputationGraph} whose layers reach the native operations without any system property; {@link
 * io.github.anomaly4j.unet.UNet} is what training leaves: immutable, thread safe, with batch
 * normalization folded into the convolutions. No type of DL4J or ND4J appears in a public
 * signature.
 */
package io.github.anomaly4j.unet;
