/** A service with Spring Boot. */
package io.github.anomaly4j.examples.spring;
