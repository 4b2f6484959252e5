/** Finds the category of an image. */
package io.github.anomaly4j.internal.route;
