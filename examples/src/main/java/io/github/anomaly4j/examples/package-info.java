/** Short programs that embed the library. */
package io.github.anomaly4j.examples;
