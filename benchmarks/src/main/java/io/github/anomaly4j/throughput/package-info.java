/** How many images a second a detector scores. */
package io.github.anomaly4j.throughput;
