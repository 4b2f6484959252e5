/** Images that come by themselves: from a watched folder, again from a folder, from a camera. */
@NullMarked
package io.github.anomaly4j.internal.server.source;

import org.jspecify.annotations.NullMarked;
