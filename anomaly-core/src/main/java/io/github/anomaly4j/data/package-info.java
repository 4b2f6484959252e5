/** Which images there are: folders and lists of files, with category, split, label and mask. */
package io.github.anomaly4j.data;
