/**
 * Studies of a detector and of the parts that it is made of, on a user's own pictures: what each
 * pattern of skip connections copies, how well each router tells products apart, where each way to
 * find thresholds cuts, what changed test pictures and defective training pictures cost, and how
 * far few training pictures go.
 */
package io.github.anomaly4j.study;
