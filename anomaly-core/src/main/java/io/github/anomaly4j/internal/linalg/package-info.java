/** Linear algebra on arrays. */
package io.github.anomaly4j.internal.linalg;
