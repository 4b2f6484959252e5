/**
 * Studies of the parts that a detector is made of, on a user's own pictures: what each pattern of
 * skip connections copies, how well each router tells products apart and where each way to find
 * thresholds cuts.
 */
package io.github.anomaly4j.study;
