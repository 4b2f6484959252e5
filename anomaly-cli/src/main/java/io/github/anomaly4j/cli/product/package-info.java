/**
 * Drawn products for the quickstart: six kinds of piece with natural variation, realistic defects
 * and exact masks. The defects are drawn by their own code, never by the damage that the library
 * trains with: a detector that finds them has not merely learned to find its own marks.
 */
package io.github.anomaly4j.cli.product;
