package io.github.anomaly4j;

import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.PictureLibrary;
import io.github.anomaly4j.score.Fusion;

/** What a detector knows of one category. */
record CategoryModel(
    String name,
    FeatureLibrary patches,
    PictureLibrary pictures,
    Fusion fusion,
    double threshold) {}
