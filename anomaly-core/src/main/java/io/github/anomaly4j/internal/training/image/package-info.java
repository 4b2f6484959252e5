/** The images of a training: which it uses and why not the others, and how it reads them. */
@NullMarked
package io.github.anomaly4j.internal.training.image;

import org.jspecify.annotations.NullMarked;
