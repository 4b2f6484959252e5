/** Speed next to other work. */
package io.github.anomaly4j.load;
