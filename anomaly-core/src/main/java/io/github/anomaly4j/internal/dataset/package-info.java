/** Finds image files and their labels in folders, manifests and mappings. */
@NullMarked
package io.github.anomaly4j.internal.dataset;

import org.jspecify.annotations.NullMarked;
