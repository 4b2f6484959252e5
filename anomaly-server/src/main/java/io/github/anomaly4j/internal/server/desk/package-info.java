/** Where images from all sources are inspected, kept and told of. */
@NullMarked
package io.github.anomaly4j.internal.server.desk;

import org.jspecify.annotations.NullMarked;
