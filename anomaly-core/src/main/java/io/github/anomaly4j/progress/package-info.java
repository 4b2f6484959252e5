/** What a training reports while it runs. */
@NullMarked
package io.github.anomaly4j.progress;

import org.jspecify.annotations.NullMarked;
