package io.github.anomaly4j.internal.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RegistrarTest {
  private static final int WIDTH = 200;
  private static final int HEIGHT = 150;
  private static final SearchRange RANGE = new SearchRange(0.1, 8);

  /** Soft blobs, drawn at the place where a part lies. */
  private static Plane blobs(long seed, Rigid place) {
    RandomGenerator random = RandomStreams.of(seed);
    float[] values = new float[WIDTH * HEIGHT];
    Rigid.Places places = place.in(WIDTH, HEIGHT);
    for (int blob = 0; blob < 25; blob++) {
      double x = random.nextDouble(WIDTH);
      double y = random.nextDouble(HEIGHT);
      double size = random.nextDouble(3, 9);
      double height = random.nextDouble(-0.5, 0.5);
      double atX = places.x(x, y);
      double atY = places.y(x, y);
      for (int i = 0; i < values.length; i++) {
        double away = Math.hypot(i % WIDTH - atX, i / WIDTH - atY) / size;
        values[i] += away > 4 ? 0 : (float) (height * Math.exp(-away * away));
      }
    }
    return new Plane(WIDTH, HEIGHT, values);
  }

  @Property(tries = 12)
  void a_shift_and_an_angle_are_found_to_less_than_half_a_pixel(
      @ForAll @IntRange(max = 1000) int seed,
      @ForAll @DoubleRange(min = -15, max = 15) double dx,
      @ForAll @DoubleRange(min = -12, max = 12) double dy,
      @ForAll @DoubleRange(min = -7, max = 7) double degrees) {
    Rigid place = new Rigid(dx, dy, Math.toRadians(degrees));
    Registrar registrar = new Registrar(blobs(seed, Rigid.NONE), RANGE, 400);

    Alignment found = registrar.register(blobs(seed, place));

    assertThat(found.found()).isTrue();
    assertThat(found.similarity()).isGreaterThan(0.99);
    if (found.place().equals(Rigid.NONE)) {
      // What lies less than half a pixel away is left where it is.
      assertThat(Math.hypot(dx, dy)).isLessThan(0.5);
      assertThat(degrees).isCloseTo(0, within(0.3));
    } else {
      assertThat(found.place().dx()).isCloseTo(dx, within(0.4));
      assertThat(found.place().dy()).isCloseTo(dy, within(0.4));
      assertThat(Math.toDegrees(found.place().radians())).isCloseTo(degrees, within(0.4));
    }
  }

  @Test
  void an_image_that_lies_in_its_place_is_not_moved() {
    Plane plane = blobs(1, Rigid.NONE);
    assertThat(new Registrar(plane, RANGE, 400).register(plane).place()).isEqualTo(Rigid.NONE);
  }

  @Test
  void along_stripes_nothing_is_moved() {
    float[] template = new float[WIDTH * HEIGHT];
    float[] moved = new float[WIDTH * HEIGHT];
    RandomGenerator random = RandomStreams.of(3);
    for (int i = 0; i < template.length; i++) {
      template[i] = (i % WIDTH) % 37 < 17 ? 1 : 0;
      moved[i] = (i % WIDTH + 37 - 5) % 37 < 17 ? 1 : 0;
      template[i] += 0.02f * (float) random.nextGaussian();
      moved[i] += 0.02f * (float) random.nextGaussian();
    }
    Alignment found =
        new Registrar(new Plane(WIDTH, HEIGHT, template), RANGE, 400)
            .register(new Plane(WIDTH, HEIGHT, moved));

    assertThat(found.place().dx()).isCloseTo(5, within(0.3));
    assertThat(found.place().dy()).isCloseTo(0, within(0.5));
  }

  @Test
  void a_part_beyond_the_range_or_another_one_is_not_found() {
    Registrar registrar = new Registrar(blobs(1, Rigid.NONE), new SearchRange(0.05, 2), 400);
    assertThat(registrar.register(blobs(1, new Rigid(40, 0, 0))).found()).isFalse();
    assertThat(registrar.register(blobs(2, Rigid.NONE)).found()).isFalse();
    Plane blank = new Plane(WIDTH, HEIGHT, new float[WIDTH * HEIGHT]);
    assertThat(registrar.register(blank).found()).isFalse();
  }

  /** A bright plate on a dark ground, the same at its place as elsewhere but for its edges. */
  private static Plane plate(int width, int height, Rigid place, long seed) {
    RandomGenerator random = RandomStreams.of(seed);
    float[] values = new float[width * height];
    Rigid.Places back = place.inverse().in(width, height);
    for (int i = 0; i < values.length; i++) {
      double x = back.x(i % width, i / width) - back.middleX();
      double y = back.y(i % width, i / width) - back.middleY();
      double inside =
          Math.min(0.31 * width - Math.abs(x), Math.min(0.23 * width, 0.4 * height) - Math.abs(y));
      values[i] = (float) Math.max(0, Math.min(1, inside + 0.5)) * 0.8f;
      values[i] += 0.01f * (float) random.nextGaussian();
    }
    return new Plane(width, height, values);
  }

  @Test
  void a_bright_plate_is_found_within_the_range_and_not_beyond_it_or_at_a_wrong_place() {
    Registrar registrar =
        new Registrar(plate(200, 200, Rigid.NONE, 1), new SearchRange(0.05, 3), 200);
    for (Rigid place : List.of(new Rigid(8, -8, 0), new Rigid(-6, 4, Math.toRadians(2.5)))) {
      Alignment found = registrar.register(plate(200, 200, place, 2));
      assertThat(found.found()).as(place.toString()).isTrue();
      assertThat(found.place().dx()).isCloseTo(place.dx(), within(0.4));
      assertThat(found.place().dy()).isCloseTo(place.dy(), within(0.4));
    }
    for (Rigid place :
        List.of(
            new Rigid(15, 0, 0),
            new Rigid(25, 0, 0),
            new Rigid(40, 0, 0),
            new Rigid(-15, 15, 0),
            new Rigid(0, 0, Math.toRadians(5)),
            new Rigid(0, 0, Math.toRadians(-10)),
            new Rigid(0, 0, Math.toRadians(20)),
            new Rigid(0, 0, Math.toRadians(45)),
            new Rigid(0, 0, Math.toRadians(90)))) {
      Alignment found = registrar.register(plate(200, 200, place, 2));
      assertThat(found.found()).as(place.toString()).isFalse();
      assertThat(found.place()).isEqualTo(Rigid.NONE);
    }
  }

  @Test
  void a_round_part_that_looks_the_same_at_any_angle_is_found() {
    float[] values = new float[100 * 100];
    float[] moved = new float[values.length];
    RandomGenerator random = RandomStreams.of(4);
    for (int i = 0; i < values.length; i++) {
      double x = i % 100 - 49.5;
      double y = i / 100 - 49.5;
      values[i] = Math.hypot(x, y) < 30 ? 0.8f : 0.1f;
      moved[i] = Math.hypot(x - 3, y) < 30 ? 0.8f : 0.1f;
      values[i] += 0.03f * (float) random.nextGaussian();
      moved[i] += 0.03f * (float) random.nextGaussian();
    }
    Alignment found =
        new Registrar(new Plane(100, 100, values), new SearchRange(0.05, 1), 400)
            .register(new Plane(100, 100, moved));
    assertThat(found.found()).isTrue();
    assertThat(found.place().dx()).isCloseTo(3, within(0.4));
  }

  @Test
  void a_thin_image_is_registered_with_little_memory() {
    SearchRange range = new SearchRange(0.05, 20);
    Registrar registrar = new Registrar(plate(800, 70, Rigid.NONE, 1), range, 256);

    Alignment found = registrar.register(plate(800, 70, new Rigid(20, 5, 0), 2));

    assertThat(found.found()).isTrue();
    assertThat(found.place().dx()).isCloseTo(20, within(0.8));
    assertThat(found.place().dy()).isCloseTo(5, within(0.8));
    // The transforms of the turned templates are what is large.
    assertThat(registrar.roughSize()).isLessThanOrEqualTo(128 * 128);
  }

  @Test
  void an_image_of_another_size_and_a_tiny_template_are_refused() {
    Registrar registrar = new Registrar(blobs(1, Rigid.NONE), RANGE, 400);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registrar.register(new Plane(20, 20, new float[400])))
        .withMessageContaining("20 x 20 to be registered with one of 200 x 150");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Registrar(new Plane(20, 10, new float[200]), RANGE, 400))
        .withMessageContaining("20 x 10 pixels is too small");
  }

  @Property(tries = 20)
  void a_place_and_its_inverse_cancel_each_other(
      @ForAll @DoubleRange(min = -9, max = 9) double dx,
      @ForAll @DoubleRange(min = -9, max = 9) double dy,
      @ForAll @DoubleRange(min = -1, max = 1) double radians) {
    Rigid place = new Rigid(dx, dy, radians);
    Rigid both = place.after(place.inverse());
    assertThat(both.dx()).isCloseTo(0, within(1e-9));
    assertThat(both.dy()).isCloseTo(0, within(1e-9));
    assertThat(both.radians()).isCloseTo(0, within(1e-12));
  }

  @Property(tries = 10)
  void the_transform_is_that_of_its_definition(@ForAll long seed) {
    int width = 8;
    int height = 4;
    RandomGenerator random = RandomStreams.of(seed);
    double[] real = random.doubles(width * height).toArray();
    double[] imaginary = random.doubles(width * height).toArray();
    double[] re = real.clone();
    double[] im = imaginary.clone();
    Fourier fourier = new Fourier(width, height);
    fourier.forward(re, im);
    for (int v = 0; v < height; v++) {
      for (int u = 0; u < width; u++) {
        double sumReal = 0;
        double sumImaginary = 0;
        for (int i = 0; i < real.length; i++) {
          double angle =
              -2 * Math.PI * ((double) u * (i % width) / width + (double) v * (i / width) / height);
          sumReal += real[i] * Math.cos(angle) - imaginary[i] * Math.sin(angle);
          sumImaginary += real[i] * Math.sin(angle) + imaginary[i] * Math.cos(angle);
        }
        assertThat(re[v * width + u]).isCloseTo(sumReal, within(1e-9));
        assertThat(im[v * width + u]).isCloseTo(sumImaginary, within(1e-9));
      }
    }
    fourier.inverse(re, im);
    for (int i = 0; i < real.length; i++) {
      assertThat(re[i]).isCloseTo(real[i], within(1e-12));
      assertThat(im[i]).isCloseTo(imaginary[i], within(1e-12));
    }
  }
}
