package io.github.anomaly4j.interop.datavec;

import io.github.anomaly4j.image.Picture;
import java.net.URI;

/** A picture and where DataVec found it. */
public record LocatedPicture(URI location, Picture picture) {}
