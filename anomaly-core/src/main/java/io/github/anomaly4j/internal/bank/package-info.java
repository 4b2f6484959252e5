/** Models of the normal patches and images of one category, such as the memory bank. */
@NullMarked
package io.github.anomaly4j.internal.bank;

import org.jspecify.annotations.NullMarked;
