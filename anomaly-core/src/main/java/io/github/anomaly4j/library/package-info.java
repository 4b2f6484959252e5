/**
 * Patch features, what makes them from an image, and the library of normal ones: a coreset per
 * category, searched exactly.
 */
package io.github.anomaly4j.library;
