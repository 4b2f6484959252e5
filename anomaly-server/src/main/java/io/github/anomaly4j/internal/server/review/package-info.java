/** What people say of inspections becomes a new version of the model. */
@NullMarked
package io.github.anomaly4j.internal.server.review;

import org.jspecify.annotations.NullMarked;
