package io.github.anomaly4j.interop.datavec;

import io.github.anomaly4j.image.Picture;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.datavec.image.data.ImageWritable;

/** DataVec's frames to pictures and back, in Java alone. */
final class Frames {
  private static final int GREY = 1;

  private Frames() {}

  static Picture picture(ImageWritable image) {
    return Picture.from(new Java2DFrameConverter().convert(image.getFrame()));
  }

  /** Eight bits a channel; one channel if the original has one, else three in DataVec's order. */
  static ImageWritable image(Picture picture, ImageWritable original) {
    BufferedImage rgb = picture.toBufferedImage();
    boolean grey = original.getFrame().imageChannels == GREY;
    BufferedImage image =
        new BufferedImage(
            picture.width(),
            picture.height(),
            grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    if (grey) {
      int[] red =
          rgb.getRaster().getSamples(0, 0, rgb.getWidth(), rgb.getHeight(), 0, (int[]) null);
      image.getRaster().setSamples(0, 0, rgb.getWidth(), rgb.getHeight(), 0, red);
    } else {
      Graphics2D graphics = image.createGraphics();
      graphics.drawImage(rgb, 0, 0, null);
      graphics.dispose();
    }
    Frame frame = new Java2DFrameConverter().convert(image);
    return new ImageWritable(frame);
  }
}
