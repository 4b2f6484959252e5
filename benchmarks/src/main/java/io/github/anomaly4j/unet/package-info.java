/**
 * Speed of the network, side by side with stock layers; here to reach its package-private parts.
 */
package io.github.anomaly4j.unet;
