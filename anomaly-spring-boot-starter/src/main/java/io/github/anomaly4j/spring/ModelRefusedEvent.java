package io.github.anomaly4j.spring;

import io.github.anomaly4j.ModelFileException;

/**
 * The application's model was to be replaced, and the new one is missing, damaged or not permitted.
 * The model of before stays in use.
 *
 * @param model as {@code anomaly.model} names it
 * @param cause its message says what was found, what was expected and what to do
 */
public record ModelRefusedEvent(String model, ModelFileException cause) {}
