/** Altered files of every format that is read. */
package io.github.anomaly4j.fuzz;
