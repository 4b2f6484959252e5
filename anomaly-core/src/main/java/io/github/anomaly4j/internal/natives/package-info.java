/** Where native libraries are unpacked to, how they are called, and who frees native memory. */
@NullMarked
package io.github.anomaly4j.internal.natives;

import org.jspecify.annotations.NullMarked;
