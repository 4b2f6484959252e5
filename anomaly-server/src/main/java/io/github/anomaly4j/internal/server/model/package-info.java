/** The versions of the station's model, of which one is in use. */
@NullMarked
package io.github.anomaly4j.internal.server.model;

import org.jspecify.annotations.NullMarked;
