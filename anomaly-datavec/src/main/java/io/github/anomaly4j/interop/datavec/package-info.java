/**
 * Anomaly4J in a DataVec pipeline: {@link
 * io.github.anomaly4j.interop.datavec.AugmentationImageTransform} and {@link
 * io.github.anomaly4j.interop.datavec.DamageImageTransform} as steps of one, {@link
 * io.github.anomaly4j.interop.datavec.SplitImages} to read what an InputSplit lists.
 *
 * <p>Frames are converted in Java, without OpenCV. They live outside the heap, for which the
 * platform's JavaCPP library must be at run time where the program is ({@code org.bytedeco:javacpp}
 * with a classifier), as it is with every ND4J backend.
 */
package io.github.anomaly4j.interop.datavec;
