/** Finds image files and their labels in folders, manifests and mappings. */
package io.github.anomaly4j.internal.dataset;
