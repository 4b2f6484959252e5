/** Finds the optional modules of the library. */
@NullMarked
package io.github.anomaly4j.internal.service;

import org.jspecify.annotations.NullMarked;
