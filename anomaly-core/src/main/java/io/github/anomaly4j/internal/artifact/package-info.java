/** The model file: a JSON manifest and raw tensors, each with its SHA-256. */
@NullMarked
package io.github.anomaly4j.internal.artifact;

import org.jspecify.annotations.NullMarked;
