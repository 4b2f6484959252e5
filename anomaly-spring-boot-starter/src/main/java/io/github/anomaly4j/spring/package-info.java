/**
 * A detector as a bean of Spring Boot: {@code anomaly.model} names its file; see {@link
 * io.github.anomaly4j.spring.AnomalyAutoConfiguration}.
 */
@NullMarked
package io.github.anomaly4j.spring;

import org.jspecify.annotations.NullMarked;
