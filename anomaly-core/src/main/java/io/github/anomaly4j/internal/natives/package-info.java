/** Where ND4J's native library is unpacked to and how it is called. */
@NullMarked
package io.github.anomaly4j.internal.natives;

import org.jspecify.annotations.NullMarked;
