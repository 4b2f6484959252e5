/** Finds the category of an image that its caller did not name. */
package io.github.anomaly4j.route;
