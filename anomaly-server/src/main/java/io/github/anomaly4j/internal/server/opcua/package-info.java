/** An OPC UA server that tells its clients of inspections, by nodes and by events. */
@NullMarked
package io.github.anomaly4j.internal.server.opcua;

import org.jspecify.annotations.NullMarked;
