/** From the bytes of an image to what is told of it, within limits. */
@NullMarked
package io.github.anomaly4j.internal.server.inspect;

import org.jspecify.annotations.NullMarked;
