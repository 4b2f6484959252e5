package io.github.anomaly4j.internal.report;

import io.github.anomaly4j.internal.file.PngFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images inside a page: addresses that hold them. */
public final class DataUri {
  private static final float QUALITY = 0.85f;

  private DataUri() {}

  /** A drawing of lines. */
  public static String svg(String document) {
    return base64("image/svg+xml", document.getBytes(StandardCharsets.UTF_8));
  }

  /** A photograph: far smaller than as PNG, with losses that do not show at this size. */
  public static String jpeg(BufferedImage image) {
    BufferedImage opaque =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = opaque.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(opaque, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return base64("image/jpeg", bytes.toByteArray());
  }

  /** A drawing with few colors. */
  public static String png(BufferedImage image) {
    try {
      return base64("image/png", PngFile.bytes(image));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String base64(String type, byte[] content) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(content);
  }
}
