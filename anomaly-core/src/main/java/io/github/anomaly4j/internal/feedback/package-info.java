/** What a few labeled defects teach about a product. */
@NullMarked
package io.github.anomaly4j.internal.feedback;

import org.jspecify.annotations.NullMarked;
