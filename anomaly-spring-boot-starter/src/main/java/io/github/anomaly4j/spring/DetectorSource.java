package io.github.anomaly4j.spring;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorReference;

/** Gives the detector of the moment, which stays open during a use. */
interface DetectorSource {
  /** As {@link DetectorReference#use} does. */
  <T, E extends Exception> T use(DetectorReference.Use<T, E> work) throws E;

  /** One detector that is never replaced. */
  record Fixed(AnomalyDetector detector) implements DetectorSource {
    @Override
    public <T, E extends Exception> T use(DetectorReference.Use<T, E> work) throws E {
      return work.by(detector);
    }
  }

  /** One that may be replaced during the uses of another. */
  record Replaceable(DetectorReference reference) implements DetectorSource {
    @Override
    public <T, E extends Exception> T use(DetectorReference.Use<T, E> work) throws E {
      return reference.use(work);
    }
  }
}
