/**
 * What the reports are made of: pages (models here, templates in {@code src/main/jte}), charts, CSV
 * and JSON.
 */
@NullMarked
package io.github.anomaly4j.internal.report;

import org.jspecify.annotations.NullMarked;
