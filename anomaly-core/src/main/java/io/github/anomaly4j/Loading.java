package io.github.anomaly4j;

/**
 * What the caller of a load allows.
 *
 * @param leave which backbone may be run
 * @param largeLibraries whether it may take minutes to make large libraries searchable
 */
record Loading(BackboneLeave leave, boolean largeLibraries) {}
