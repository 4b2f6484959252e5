/**
 * The U-Net and the evidence that is computed from its outputs; the only package that uses DL4J's
 * graphs.
 */
package io.github.anomaly4j.internal.network;
