package io.github.anomaly4j.spring;

import io.github.anomaly4j.Detection;
import java.io.IOException;
import java.time.Duration;

/** Whether the last detection worked. An image that cannot be read says nothing about that. */
final class LastDetection implements DetectionListener {
  private volatile boolean worked;

  @Override
  public void detected(Detection detection, Duration time) {
    worked = true;
  }

  @Override
  public void failed(Throwable cause, Duration time) {
    if (!(cause instanceof IOException)) {
      worked = false;
    }
  }

  /** False if there was none. */
  boolean worked() {
    return worked;
  }
}
