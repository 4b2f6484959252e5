/** How a part lies in its image. */
@NullMarked
package io.github.anomaly4j.registration;

import org.jspecify.annotations.NullMarked;
