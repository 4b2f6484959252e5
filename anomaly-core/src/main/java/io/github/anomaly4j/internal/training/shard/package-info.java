/**
 * A training whose images are looked at by the machines of a {@link
 * io.github.anomaly4j.internal.training.shard.Cluster}. What travels are bytes: a {@link
 * io.github.anomaly4j.internal.training.shard.Setup}, lessons, orders and results, each a {@link
 * io.github.anomaly4j.internal.training.shard.Packet}.
 */
@NullMarked
package io.github.anomaly4j.internal.training.shard;

import org.jspecify.annotations.NullMarked;
