/** Which images there are: folders and lists of files, with category, split, label and mask. */
@NullMarked
package io.github.anomaly4j.data;

import org.jspecify.annotations.NullMarked;
