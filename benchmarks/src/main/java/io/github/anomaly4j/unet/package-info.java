/** Speed of the network, compared with stock layers. */
package io.github.anomaly4j.unet;
