/** An inspection station: a detector behind HTTP, with a review page. */
@NullMarked
package io.github.anomaly4j.server;

import org.jspecify.annotations.NullMarked;
