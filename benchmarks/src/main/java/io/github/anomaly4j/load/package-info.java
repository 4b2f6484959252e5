/** Speed beside other work. */
package io.github.anomaly4j.load;
