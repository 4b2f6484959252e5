/** Finds the optional modules of the library. */
package io.github.anomaly4j.internal.service;
