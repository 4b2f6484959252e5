/** Files that appear at their place only when they are complete. */
@NullMarked
package io.github.anomaly4j.internal.file;

import org.jspecify.annotations.NullMarked;
