package io.github.anomaly4j.image;

import java.io.EOFException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Notices a file that ends early. The JPEG decoder fills the missing rest with grey and only warns;
 * a grey rest would be taken for a defect, or worse, learnt as normal.
 */
final class Truncation implements IIOReadWarningListener {
  private String warning;

  @Override
  public void warningOccurred(ImageReader source, String message) {
    if (message.contains("Truncated") || message.contains("remature end")) {
      warning = message;
    }
  }

  void check() throws EOFException {
    if (warning != null) {
      throw new EOFException(warning);
    }
  }
}
