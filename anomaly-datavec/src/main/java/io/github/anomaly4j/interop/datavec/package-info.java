/**
 * Anomaly4J in a DataVec pipeline: {@link
 * io.github.anomaly4j.interop.datavec.AugmentationImageTransform} and {@link
 * io.github.anomaly4j.interop.datavec.DamageImageTransform} as steps of one, {@link
 * io.github.anomaly4j.interop.datavec.SplitImages} to read what an InputSplit lists.
 *
 * <p>Frames are converted in Java, without OpenCV. They are stored outside the heap, for which the
 * program needs the platform's JavaCPP library at run time ({@code org.bytedeco:javacpp} with a
 * classifier), which every ND4J backend brings.
 */
@NullMarked
package io.github.anomaly4j.interop.datavec;

import org.jspecify.annotations.NullMarked;
