/** Finds the category of a picture that its caller did not name. */
package io.github.anomaly4j.route;
