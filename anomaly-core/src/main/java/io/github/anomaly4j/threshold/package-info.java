/** From scores of normal pictures to a decision at a stated false-positive rate. */
package io.github.anomaly4j.threshold;
