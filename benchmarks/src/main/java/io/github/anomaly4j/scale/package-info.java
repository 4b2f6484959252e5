/** How training and detection grow with the number of images and of products. */
package io.github.anomaly4j.scale;
