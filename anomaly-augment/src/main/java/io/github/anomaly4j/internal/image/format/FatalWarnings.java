package io.github.anomaly4j.internal.image.format;

import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;

/**
 * Notices pixels that the file does not hold. If a JPEG ends early or is damaged, the decoder
 * invents the missing pixels and only warns; these would be taken for a defect, or learned as
 * normal.
 */
final class FatalWarnings implements IIOReadWarningListener {
  private @Nullable String warning;

  @Override
  public void warningOccurred(ImageReader source, String message) {
    boolean cutShort = message.contains("Truncated") || message.contains("remature end");
    // Cameras pad between segments; additional bytes alone lose no pixel.
    boolean corrupt =
        message.startsWith("Corrupt JPEG data") && !message.contains("extraneous bytes");
    if (cutShort || corrupt) {
      warning = message;
      // One is enough: where a file ends within a color profile, the decoder warns up to 30,000
      // times, and looks the text up each time.
      source.removeIIOReadWarningListener(this);
    }
  }

  void check() throws IIOException {
    if (warning != null) {
      throw new IIOException(warning);
    }
  }
}
