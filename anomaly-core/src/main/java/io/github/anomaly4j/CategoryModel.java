package io.github.anomaly4j;

import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.score.Fusion;

/** What a detector knows of one category. */
record CategoryModel(String name, FeatureLibrary library, Fusion fusion, double threshold) {}
