/** One network against another: the same training with one thing changed at a time. */
package io.github.anomaly4j.ablation;
