/** The layers of the U-Net, on ND4J's operations. */
package io.github.anomaly4j.internal.network.layer;
