/** What the station keeps: inspections, labels and the audit log in a database, images on disk. */
@NullMarked
package io.github.anomaly4j.internal.server.store;

import org.jspecify.annotations.NullMarked;
