package io.github.anomaly4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that would cost much: each ends within 5 seconds and 512 MB, and is named. */
class HostileImageTest {
  private static final ImageReader READER = ImageReader.defaults();

  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final long MAX_BYTES = 512L << 20;

  @ParameterizedTest
  @ValueSource(ints = {3, 100, 600, 3000})
  void a_jpeg_of_many_scans_is_refused_before_it_is_decoded(int more) throws IOException {
    byte[] jpeg = progressive();
    int last = lastScan(jpeg);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < more; i++) {
      out.write(jpeg, last, jpeg.length - 2 - last);
    }
    out.write(jpeg, jpeg.length - 2, 2);
    byte[] bytes = out.toByteArray();
    int frame = indexOf(bytes, (byte) 0xc2) - 1;
    ByteBuffer.wrap(bytes).putShort(frame + 5, (short) 6324).putShort(frame + 7, (short) 6324);
    refused(bytes, "scans, each over the whole image");
  }

  @Test
  void a_progressive_jpeg_as_programs_write_it_is_read() throws IOException {
    assertThat(READER.read(progressive(), "progressive").width()).isEqualTo(64);
  }

  @Test
  void a_jpeg_that_is_too_short_for_its_size_is_refused() throws IOException {
    byte[] jpeg = progressive();
    int frame = indexOf(jpeg, (byte) 0xc2) - 1;
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 6324).putShort(frame + 7, (short) 6324);
    refused(jpeg, "cannot hold the pixels");
  }

  @Test
  void a_png_of_141_bytes_with_one_row_of_40_million_pixels_is_refused() {
    refused(png(40_000_000, 1, 16, 6, new byte[60]), "each of its rows has 320000001 bytes");
  }

  @Test
  void a_png_whose_rows_cannot_be_in_the_file_is_refused() {
    refused(png(6324, 6324, 16, 6, new byte[1000]), "cannot hold the pixels");
  }

  @Test
  void texts_and_profiles_that_swell_are_not_looked_at() throws IOException {
    byte[] zeros = new byte[200 << 20];
    Deflater deflater = new Deflater(9);
    deflater.setInput(zeros);
    deflater.finish();
    byte[] swelling = new byte[1 << 20];
    int length = deflater.deflate(swelling);
    deflater.end();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] plain = pngOf(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY));
    out.write(plain, 0, 33);
    for (String type : new String[] {"iCCP", "zTXt"}) {
      ByteArrayOutputStream chunk = new ByteArrayOutputStream();
      chunk.write(new byte[] {'a', 0, 0});
      chunk.write(swelling, 0, length);
      out.write(chunk(type, chunk.toByteArray()));
    }
    out.write(plain, 33, plain.length - 33);
    assertTimeoutPreemptively(
        LONGEST, () -> assertThat(READER.read(out.toByteArray(), "swelling").width()).isEqualTo(3));
  }

  @Test
  void a_gif_that_is_too_short_for_its_size_is_refused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY), "gif", out);
    byte[] gif = out.toByteArray();
    int at = indexOf(gif, (byte) ',', 13 + 3 * 256);
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(at + 5, (short) 6000)
        .putShort(at + 7, (short) 6000);
    refused(gif, "cannot hold the pixels");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_bmp_that_is_too_short_for_its_size_is_refused(int compression) {
    ByteBuffer bmp = ByteBuffer.allocate(54 + 1024 + 8).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put(new byte[] {'B', 'M'}).putInt(bmp.capacity()).putInt(0).putInt(54 + 1024);
    bmp.putInt(40).putInt(6000).putInt(6000).putShort((short) 1).putShort((short) 8);
    bmp.putInt(compression);
    refused(bmp.array(), "cannot hold the pixels");
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void an_image_inside_a_bmp_is_not_decoded(int compression) throws IOException {
    byte[] inside = progressive();
    ByteBuffer bmp = ByteBuffer.allocate(54 + inside.length).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put(new byte[] {'B', 'M'}).putInt(bmp.capacity()).putInt(0).putInt(54);
    bmp.putInt(40).putInt(64).putInt(64).putShort((short) 1).putShort((short) 0);
    bmp.putInt(compression).putInt(inside.length).position(54).put(inside);
    refused(bmp.array(), "it is a BMP that holds a");
  }

  @Test
  void a_tiff_that_is_too_short_for_its_size_is_refused() {
    refused(TiffBuilder.gray(6000, 6000).data(new byte[500]).build(), "too few");
    refused(TiffBuilder.gray(6000, 6000).data(new byte[500]).deflated().build(), "too few");
    refused(TiffBuilder.gray(6000, 6000).data(new byte[500]).byLzw().build(), "too few");
  }

  @Test
  void strips_that_share_their_bytes_are_refused() {
    int strips = 1000;
    long[] offsets = new long[strips];
    long[] counts = new long[strips];
    Arrays.fill(offsets, 0);
    Arrays.fill(counts, 8000);
    byte[] tiff =
        TiffBuilder.gray(4, strips)
            .shorts(278, 1)
            .shorts(259, TiffBuilder.DEFLATE)
            .longs(273, offsets)
            .longs(279, counts)
            .data(new byte[10])
            .build();
    refused(tiff, "overlap");
  }

  @Test
  void more_strips_than_any_image_has_are_refused() {
    byte[] tiff =
        TiffBuilder.gray(1, 40_000_000)
            .shorts(278, 1)
            .longs(273, 8, 8)
            .longs(279, 1, 1)
            .data(0)
            .build();
    refused(tiff, "40000000 strips or tiles");
  }

  @Test
  void a_small_tiff_with_one_huge_tile_is_refused() {
    byte[] tiff =
        TiffBuilder.gray(4, 4)
            .longs(322, 1 << 16)
            .longs(323, 1 << 16)
            .longs(324, 8)
            .longs(325, 100)
            .data(new byte[100])
            .build();
    refused(tiff, "tiles of 65536x65536");
  }

  @Test
  void a_directory_that_leads_to_itself_is_read_once() throws IOException {
    byte[] tiff = TiffBuilder.gray(1, 1).data(51).build();
    // The offset of the next directory follows the eight fields of the first.
    ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN).putInt(10 + 8 * 12, 8);
    assertThat(READER.read(tiff, "loop")).isEqualTo(Image.filled(1, 1, 0.2f, 0.2f, 0.2f));
  }

  @Test
  void a_jpeg_of_another_size_in_a_tiff_is_refused() throws IOException {
    byte[] jpeg = progressive();
    byte[] tiff = TiffBuilder.gray(1000, 1000).shorts(259, 7).data(jpeg).build();
    refused(tiff, "a JPEG of 64x64");
  }

  @Test
  void every_single_byte_of_a_tiff_may_be_anything() throws IOException {
    byte[] whole =
        TiffBuilder.gray(4, 2).words(1, 2, 3, 4, 5, 6, 7, 8).shorts(317, 2).deflated().build();
    for (int at = 4; at < whole.length; at++) {
      for (int value : new int[] {0, 1, 127, 128, 255}) {
        byte[] bytes = whole.clone();
        bytes[at] = (byte) value;
        try {
          READER.limits(new DecodeLimits(1000, 1000)).read(bytes, "altered");
        } catch (ImageException e) {
          assertThat(e).hasMessageContaining("altered");
        }
      }
    }
  }

  /**
   * A color profile of 65,533 bytes, of which 3 are there: a warning for every two that are not.
   */
  @Test
  void a_jpeg_that_ends_within_a_segment_is_warned_about_once() {
    int[] values = {
      0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xff, 0xe2, 0xff, 0xff, 0, 1, 1
    };
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    refused(bytes, "cut short", 12 << 20);
  }

  private static void refused(byte[] bytes, String found) {
    refused(bytes, found, MAX_BYTES);
  }

  private static void refused(byte[] bytes, String found, long most) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertTimeoutPreemptively(
        LONGEST,
        () -> {
          long before = threads.getCurrentThreadAllocatedBytes();
          assertThatExceptionOfType(ImageException.class)
              .isThrownBy(() -> READER.read(bytes, "from outside"))
              .withMessageContaining("from outside")
              .withMessageContaining(found);
          assertThatExceptionOfType(ImageException.class)
              .isThrownBy(() -> READER.readMask(bytes, "mask from outside"))
              .withMessageContaining("mask from outside");
          assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(most);
        });
  }

  private static byte[] progressive() throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static int lastScan(byte[] jpeg) {
    int last = -1;
    for (int i = 0; i + 1 < jpeg.length; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xda) {
        last = i;
      }
    }
    return last;
  }

  /** Where the marker begins. */
  private static int indexOf(byte[] jpeg, byte marker) {
    for (int i = 0; i + 1 < jpeg.length; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == marker) {
        return i + 1;
      }
    }
    return -1;
  }

  private static int indexOf(byte[] bytes, byte wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] pngOf(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static byte[] png(int width, int height, int bits, int type, byte[] data) {
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(width).putInt(height).put((byte) bits).put((byte) type);
    byte[] start = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    byte[] ihdr = chunk("IHDR", header.array());
    byte[] idat = chunk("IDAT", data);
    byte[] iend = chunk("IEND", new byte[0]);
    return ByteBuffer.allocate(start.length + ihdr.length + idat.length + iend.length)
        .put(start)
        .put(ihdr)
        .put(idat)
        .put(iend)
        .array();
  }

  private static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    return chunk.putInt((int) crc.getValue()).array();
  }
}
