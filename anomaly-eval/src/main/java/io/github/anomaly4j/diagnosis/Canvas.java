package io.github.anomaly4j.diagnosis;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Captioned images and headings on a gray ground, which grows with them. */
final class Canvas {
  static final int GAP = 10;

  /** The height of a line of text. */
  static final int LINE = 18;

  private static final int BASELINE = 13;

  // Neither the white nor the black that an image's own border may have.
  private static final Color GROUND = new Color(0xe4e8ec);
  private static final Color INK = new Color(0x1c2733);
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font HEADING = FONT.deriveFont(Font.BOLD);

  private final List<Consumer<Graphics2D>> content = new ArrayList<>();
  private int right;
  private int bottom;

  void add(CaptionedImage captioned, int x, int y) {
    text(captioned.caption(), FONT, x, y);
    content.add(graphics -> graphics.drawImage(captioned.image(), x, y + LINE, null));
    extend(x + captioned.width(), y + captioned.height());
  }

  void heading(String text, int x, int y) {
    text(text, HEADING, x, y);
    extend(x + width(text, HEADING), y + LINE);
  }

  private void text(String text, Font font, int x, int y) {
    content.add(
        graphics -> {
          graphics.setFont(font);
          graphics.drawString(text, x, y + BASELINE);
        });
  }

  private void extend(int x, int y) {
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }

  BufferedImage draw() {
    BufferedImage image = new BufferedImage(right + GAP, bottom + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(GROUND);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setColor(INK);
    content.forEach(drawn -> drawn.accept(graphics));
    graphics.dispose();
    return image;
  }

  static int width(String caption) {
    return width(caption, FONT);
  }

  private static int width(String text, Font font) {
    FontRenderContext context = new FontRenderContext(null, true, false);
    return (int) Math.ceil(font.getStringBounds(text, context).getWidth());
  }
}
