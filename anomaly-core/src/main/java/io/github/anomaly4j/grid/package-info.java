/**
 * Where the values of maps stand in their images, and how they go from one map to another. Public
 * for the library's own modules and for backbones; not part of the API.
 */
package io.github.anomaly4j.grid;
