package io.github.anomaly4j.spring;

import io.github.anomaly4j.DetectorInfo;

/**
 * The application's model was replaced; published on the thread that replaced it, when new calls
 * already get the new one.
 *
 * @param model as {@code anomaly.model} names it
 * @param before the model of before
 * @param after the model of now
 */
public record ModelReplacedEvent(String model, DetectorInfo before, DetectorInfo after) {}
