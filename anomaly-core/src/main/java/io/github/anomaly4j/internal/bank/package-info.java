/** What is known of the patch features and images of one category that are normal. */
package io.github.anomaly4j.internal.bank;
