/**
 * Studies of a detector and of the parts that it is made of, on a user's own images: what each
 * pattern of skip connections copies, how often each router finds the right product, where each way
 * to find thresholds cuts, what changed test images and defective training images cost, and how far
 * few training images go.
 */
@NullMarked
package io.github.anomaly4j.study;

import org.jspecify.annotations.NullMarked;
