/** Linear algebra on arrays. */
@NullMarked
package io.github.anomaly4j.internal.linalg;

import org.jspecify.annotations.NullMarked;
