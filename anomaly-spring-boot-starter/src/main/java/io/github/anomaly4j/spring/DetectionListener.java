package io.github.anomaly4j.spring;

import io.github.anomaly4j.Detection;
import java.time.Duration;

/** Is told of every detection; called by the threads that detect, so it must be quick. */
interface DetectionListener {
  /**
   * An image was scored.
   *
   * @param time of the call, with reading if it was given a file
   */
  void detected(Detection detection, Duration time);

  /**
   * There is no detection.
   *
   * @param cause an {@link java.io.IOException} if the image cannot be read or is above the limits
   */
  void failed(Throwable cause, Duration time);
}
