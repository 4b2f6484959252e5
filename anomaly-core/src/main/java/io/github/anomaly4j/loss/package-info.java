/**
 * What training minimizes and how images are compared: the weights of the losses, and structural
 * similarity as a plain Java metric.
 */
package io.github.anomaly4j.loss;
