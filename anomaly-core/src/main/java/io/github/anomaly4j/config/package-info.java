/** What a detector is trained with: plain settings, all immutable. */
package io.github.anomaly4j.config;
