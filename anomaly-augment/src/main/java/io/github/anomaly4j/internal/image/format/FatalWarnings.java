package io.github.anomaly4j.internal.image.format;

import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Notices pixels that the file does not hold. Where a JPEG ends early or makes no sense, the
 * decoder invents a rest and only warns; such a rest would be taken for a defect, or worse, learnt
 * as normal.
 */
final class FatalWarnings implements IIOReadWarningListener {
  private String warning;

  @Override
  public void warningOccurred(ImageReader source, String message) {
    boolean cutShort = message.contains("Truncated") || message.contains("remature end");
    // Cameras pad between segments: bytes too many alone cost no pixel.
    boolean corrupt =
        message.startsWith("Corrupt JPEG data") && !message.contains("extraneous bytes");
    if (cutShort || corrupt) {
      warning = message;
    }
  }

  void check() throws IIOException {
    if (warning != null) {
      throw new IIOException(warning);
    }
  }
}
