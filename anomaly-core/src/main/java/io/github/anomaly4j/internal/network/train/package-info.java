/** Training of the U-Net: batches, optimizer loop, checkpoints. */
package io.github.anomaly4j.internal.network.train;
