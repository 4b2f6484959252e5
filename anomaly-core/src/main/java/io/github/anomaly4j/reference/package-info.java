/** Inspection of parts that each have a reference image of their own. */
@NullMarked
package io.github.anomaly4j.reference;

import org.jspecify.annotations.NullMarked;
