/** Commands that tell what a model is, tune it, and watch what it sees. */
package io.github.anomaly4j.cli.model;
