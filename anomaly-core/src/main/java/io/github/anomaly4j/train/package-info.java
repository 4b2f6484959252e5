/**
 * Training: batches of damaged images, the loop that teaches the network to restore them, its
 * validation on held-out normal images, and what a listener is told meanwhile.
 */
package io.github.anomaly4j.train;
