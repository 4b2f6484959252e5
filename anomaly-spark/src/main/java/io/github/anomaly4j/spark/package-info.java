/** Scores images on a cluster of Apache Spark, by one detector that every executor loads once. */
@NullMarked
package io.github.anomaly4j.spark;

import org.jspecify.annotations.NullMarked;
