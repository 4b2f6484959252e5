/** What the station says over HTTP: its routes, their document, and who may call them. */
@NullMarked
package io.github.anomaly4j.internal.server.http;

import org.jspecify.annotations.NullMarked;
