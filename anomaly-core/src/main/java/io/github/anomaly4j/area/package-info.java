/** Where to look on the images of a product, and where not. */
@NullMarked
package io.github.anomaly4j.area;

import org.jspecify.annotations.NullMarked;
