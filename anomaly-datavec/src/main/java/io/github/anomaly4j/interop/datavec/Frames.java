package io.github.anomaly4j.interop.datavec;

import io.github.anomaly4j.image.Image;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.datavec.image.data.ImageWritable;

/** Converts DataVec's frames to images and back, in pure Java. */
final class Frames {
  private static final int GRAY = 1;

  private Frames() {}

  static Image image(ImageWritable buffered) {
    return Image.from(new Java2DFrameConverter().convert(buffered.getFrame()));
  }

  /** Eight bits a channel; one channel if the original has one, else three in DataVec's order. */
  static ImageWritable writable(Image image, ImageWritable original) {
    BufferedImage rgb = image.toBufferedImage();
    boolean gray = original.getFrame().imageChannels == GRAY;
    BufferedImage buffered =
        new BufferedImage(
            image.width(),
            image.height(),
            gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    if (gray) {
      int[] red =
          rgb.getRaster().getSamples(0, 0, rgb.getWidth(), rgb.getHeight(), 0, (int[]) null);
      buffered.getRaster().setSamples(0, 0, rgb.getWidth(), rgb.getHeight(), 0, red);
    } else {
      Graphics2D graphics = buffered.createGraphics();
      graphics.drawImage(rgb, 0, 0, null);
      graphics.dispose();
    }
    Frame frame = new Java2DFrameConverter().convert(buffered);
    return new ImageWritable(frame);
  }
}
