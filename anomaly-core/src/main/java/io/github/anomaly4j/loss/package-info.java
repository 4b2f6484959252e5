/**
 * What training minimises and how pictures are compared: the weights of the losses, and structural
 * similarity as a plain Java metric.
 */
package io.github.anomaly4j.loss;
