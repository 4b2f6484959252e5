package io.github.anomaly4j.interop.datavec;

import io.github.anomaly4j.image.Image;
import java.net.URI;

/** An image and where DataVec found it. */
public record LocatedImage(URI location, Image image) {}
