/** The losses of the U-Net, with analytic gradients. */
package io.github.anomaly4j.internal.network.loss;
