package io.github.anomaly4j.internal.image.format;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Formats that this library recognizes by their first bytes and does not read. */
public final class UnreadFormats {
  private UnreadFormats() {}

  /** The name of a file's format, or null if it is unknown. */
  public static @Nullable String name(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(bytes.length, 132), StandardCharsets.ISO_8859_1);
    if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
      return "WebP";
    }
    if (start.startsWith("\0\0\0\fjP  ") || start.startsWith("\u00ffO\u00ffQ")) {
      return "JPEG 2000";
    }
    if (start.startsWith("\u00ff\n") || start.startsWith("\0\0\0\fJXL ")) {
      return "JPEG XL";
    }
    if (start.startsWith("ftyp", 4)) {
      String brand = start.substring(8, Math.min(12, start.length()));
      return brand.startsWith("avi") ? "AVIF" : brand.startsWith("crx") ? "raw camera" : "HEIF";
    }
    if (start.startsWith("8BPS")) {
      return "Photoshop";
    }
    if (start.startsWith("%PDF")) {
      return "PDF";
    }
    if (start.startsWith("v/1\u0001")) {
      return "OpenEXR";
    }
    if (start.startsWith("DICM", 128)) {
      return "DICOM";
    }
    if (start.matches("(?s)P[1-7fF]\\s.*")) {
      return "Netpbm";
    }
    if (start.startsWith("\0\0\u0001\0")) {
      return "Windows icon";
    }
    if (start.startsWith("\u0089HDF")) {
      return "HDF5";
    }
    if (start.startsWith("\u0093NUMPY")) {
      return "NumPy";
    }
    return null;
  }
}
