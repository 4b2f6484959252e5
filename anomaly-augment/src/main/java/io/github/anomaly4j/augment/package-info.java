/**
 * Seeded changes of images: geometry and color ({@link io.github.anomaly4j.augment.Augmentation}),
 * and damage that looks like a defect and comes with the mask of what it changed ({@link
 * io.github.anomaly4j.augment.Damage}).
 *
 * <p>Everything random is drawn from the generator that is passed in, so the same image, settings
 * and seed give the same result. All types are immutable; one instance may serve many threads, each
 * with its own generator.
 */
@NullMarked
package io.github.anomaly4j.augment;

import org.jspecify.annotations.NullMarked;
