package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.evidence.CategoryLearner;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.EvidenceLearner;
import io.github.anomaly4j.internal.evidence.EvidenceModel;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.feature.BackboneFeatures;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.spi.Backbone;
import io.github.anomaly4j.spi.BackboneFile;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import io.github.anomaly4j.spi.Grid.Axis;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where maps lie: spots are drawn at known places, and the center of mass of what they change in
 * the map is where the spot is, for every kind of evidence that has a map.
 */
class MapGeometryTest {
  /** In pixels of the frame, on average over the spots. */
  private static final double BAR = 0.25;

  private static final int NORMAL = 16;
  private static final int SPOTS = 48;

  /** Of the places down for each place across: no factor with the number of spots in common. */
  private static final int STEPS = 23;

  private static final double RADIUS = 4;
  private static final Letterbox FRAME = new Letterbox(96, 64);
  private static final UNetConfig NETWORK = UNetConfig.defaults().withDepth(3).withBaseWidth(4);

  private static final Set<Evidence> BY_NETWORK =
      Set.of(Evidence.MASK, Evidence.RECONSTRUCTION, Evidence.GRADIENT, Evidence.FEATURES);

  @ParameterizedTest
  @CsvSource({
    // The frame's own size; wide and tall; smaller and larger than the frame, of odd sizes.
    "96, 64",
    "240, 90",
    "70, 150",
    "61, 47",
    "257, 171",
    "33, 55"
  })
  void spots_lie_where_they_are_in_the_map_of_every_kind_of_evidence(int width, int height) {
    Set<Evidence> kinds =
        Set.of(
            Evidence.PATCH,
            Evidence.DETAIL,
            Evidence.BACKBONE,
            Evidence.GAUSSIAN,
            Evidence.MASK,
            Evidence.RECONSTRUCTION,
            Evidence.GRADIENT,
            Evidence.FEATURES);
    check(kinds, Features.SCATTERING, new StridedBackbone(192, 128), 24, width, height);
  }

  @ParameterizedTest
  @CsvSource({"70, 150"})
  void so_they_do_by_features_of_the_encoder(int width, int height) {
    check(
        Set.of(Evidence.PATCH), Features.ENCODER, new StridedBackbone(192, 128), 24, width, height);
    check(Set.of(Evidence.PATCH), Features.BOTH, new StridedBackbone(192, 128), 24, width, height);
  }

  @ParameterizedTest
  @CsvSource({"240, 90", "33, 55"})
  void so_they_do_where_the_backbone_has_a_frame_of_another_shape(int width, int height) {
    check(
        Set.of(Evidence.PATCH, Evidence.DETAIL, Evidence.BACKBONE, Evidence.GAUSSIAN),
        Features.SCATTERING,
        new StridedBackbone(144, 208),
        // Three times sixteen pixels of the backbone's frame.
        48 * scale(FRAME, width, height) / scale(new Letterbox(144, 208), width, height),
        width,
        height);
  }

  private static double scale(Letterbox frame, int width, int height) {
    return Math.min((double) frame.width() / width, (double) frame.height() / height);
  }

  private static void check(
      Set<Evidence> kinds,
      Features features,
      Backbone backbone,
      double spread,
      int width,
      int height) {
    try (UNet network = symmetricNetwork();
        backbone) {
      EvidenceContext context =
          new EvidenceContext(
              FRAME,
              features,
              200,
              200,
              7,
              List.of(network),
              Optional.of(new BackboneFeatures(backbone)),
              kinds);
      Map<Evidence, EvidenceModel> models = models(context, width, height);
      Content content = FRAME.fit(texture(width, height, 0)).content();
      double scale = (double) content.width() / width;
      Set<Evidence> untrained = new TreeSet<>(kinds);
      untrained.retainAll(BY_NETWORK);
      Map<Evidence, double[]> offsets = new LinkedHashMap<>();
      for (int spot = 0; spot < SPOTS; spot++) {
        // Evenly over periods of the coarsest grid: what a cell's size makes of one evens out.
        double x = width / 2.0 + spread / scale * ((spot + 0.5) / SPOTS - 0.5);
        double y = height / 2.0 + spread / scale * ((spot * STEPS % SPOTS + 0.5) / SPOTS - 0.5);
        Image clean = texture(width, height, NORMAL + spot);
        Image spotted = spotted(clean, x, y, RADIUS / scale);
        Map<Evidence, EvidenceMap> before = maps(untrained, models, clean);
        Map<Evidence, EvidenceMap> after = maps(kinds, models, spotted);
        assertThat(after.keySet()).isEqualTo(kinds);
        for (Evidence kind : kinds) {
          float[] bump = map(after.get(kind), content, width, height);
          float[] without =
              before.containsKey(kind)
                  ? map(before.get(kind), content, width, height)
                  : new float[bump.length];
          boolean logarithms = !BY_NETWORK.contains(kind) || kind == Evidence.FEATURES;
          for (int i = 0; i < bump.length; i++) {
            // A network that was not trained may see a hollow in a spot.
            bump[i] = logarithms ? (float) Math.exp(bump[i]) : Math.abs(bump[i] - without[i]);
          }
          double[] center = center(bump, width, x, y, 24 / scale);
          double[] sum = offsets.computeIfAbsent(kind, none -> new double[2]);
          sum[0] += (center[0] - x) * scale / SPOTS;
          sum[1] += (center[1] - y) * scale / SPOTS;
        }
      }
      offsets.forEach(
          (kind, offset) -> {
            assertThat(offset[0]).as("%s, to the right", kind).isCloseTo(0, within(BAR));
            assertThat(offset[1]).as("%s, down", kind).isCloseTo(0, within(BAR));
          });
    }
  }

  private static Map<Evidence, EvidenceModel> models(
      EvidenceContext context, int width, int height) {
    Map<Evidence, EvidenceModel> models = new TreeMap<>();
    for (Evidence kind : EvidenceKinds.computed(context.kinds())) {
      EvidenceLearner learner = EvidenceKinds.of(kind).learner(context);
      CategoryLearner category = learner.category(0);
      for (int i = 0; i < NORMAL; i++) {
        category.add(i, new ImageFeatures(texture(width, height, i)));
      }
      category.fit();
      models.put(kind, learner.models().get(0));
    }
    return models;
  }

  private static Map<Evidence, EvidenceMap> maps(
      Set<Evidence> kinds, Map<Evidence, EvidenceModel> models, Image image) {
    ImageFeatures features = new ImageFeatures(image);
    return Reading.maps(
        EvidenceKinds.read(kinds, kind -> models.get(kind).read(features), MapSpreads.NONE));
  }

  /** The map at the size of the image, the way that a detector brings it there. */
  private static float[] map(EvidenceMap map, Content content, int width, int height) {
    float[] inFrame = map.on(Grid.even(content.height(), content.width()));
    return new AnomalyMap(width, height, content.width(), content.height(), inFrame).toArray();
  }

  /** The center of mass of the upper half of a bump, from the image's left upper corner. */
  private static double[] center(float[] map, int width, double x, double y, double reach) {
    float highest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < map.length; i++) {
      highest = isNear(i, width, x, y, reach) ? Math.max(highest, map[i]) : highest;
    }
    // One in seven is enough for a median.
    float[] some = new float[(map.length + 6) / 7];
    for (int i = 0; i < some.length; i++) {
      some[i] = map[7 * i];
    }
    Arrays.sort(some);
    float foot = (some[some.length / 2] + highest) / 2;
    double sum = 0;
    double across = 0;
    double down = 0;
    for (int i = 0; i < map.length; i++) {
      if (isNear(i, width, x, y, reach) && map[i] > foot) {
        double weight = map[i] - foot;
        sum += weight;
        across += weight * (i % width + 0.5);
        down += weight * (i / width + 0.5);
      }
    }
    return new double[] {across / sum, down / sum};
  }

  private static boolean isNear(int pixel, int width, double x, double y, double reach) {
    return Math.abs(pixel % width + 0.5 - x) < reach && Math.abs(pixel / width + 0.5 - y) < reach;
  }

  private static Image texture(int width, int height, int seed) {
    Random random = new Random(seed);
    float[] rgb = new float[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      float gray = (float) (0.6 + 0.01 * random.nextGaussian());
      rgb[i] = gray;
      rgb[width * height + i] = gray;
      rgb[2 * width * height + i] = gray;
    }
    return Image.of(width, height, rgb);
  }

  /** A dark disc whose middle is at a point, its rim as dark as much of a pixel as it covers. */
  private static Image spotted(Image clean, double x, double y, double radius) {
    int width = clean.width();
    float[] rgb = clean.toArray();
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i % (width * clean.height());
      double distance = Math.hypot(pixel % width + 0.5 - x, pixel / width + 0.5 - y);
      float covered = (float) Math.max(0, Math.min(1, radius + 0.5 - distance));
      rgb[i] = rgb[i] * (1 - covered) + 0.35f * covered;
    }
    return Image.of(width, clean.height(), rgb);
  }

  /** Of weights that look alike from all sides: what it moves, its geometry moves. */
  private static UNet symmetricNetwork() {
    Random random = new Random(11);
    Tensors.Builder tensors = Tensors.builder();
    NETWORK
        .tensorShapes()
        .forEach(
            (name, shape) -> {
              int length = shape.stream().reduce(1, Math::multiplyExact);
              float[] values = new float[length];
              if (shape.size() == 4) {
                int kernel = shape.get(0);
                int pairs = shape.get(2) * shape.get(3);
                double deviation = Math.sqrt(2.0 / (kernel * kernel * shape.get(2)));
                for (int pair = 0; pair < pairs; pair++) {
                  float[] rings = new float[3];
                  for (int ring = 0; ring < 3; ring++) {
                    rings[ring] = (float) (deviation * random.nextGaussian());
                  }
                  for (int at = 0; at < kernel * kernel; at++) {
                    int ring =
                        Math.abs(at % kernel - kernel / 2) + Math.abs(at / kernel - kernel / 2);
                    values[at * pairs + pair] = rings[ring];
                  }
                }
              }
              tensors.floats(name, values);
            });
    return UNet.of(NETWORK, tensors.build());
  }

  /**
   * What convolutions with zeros around them give: windows in steps of 8 and of 16 pixels, the
   * first of which has its middle in the first pixel.
   */
  private record StridedBackbone(int width, int height) implements Backbone {
    @Override
    public Map<String, FeatureMap> run(float[] pixels) {
      Map<String, FeatureMap> maps = new LinkedHashMap<>();
      maps.put("eight", windows(pixels, 8));
      maps.put("sixteen", windows(pixels, 16));
      return maps;
    }

    /** The mean and the spread of each window, which reaches a stride to all sides. */
    private FeatureMap windows(float[] pixels, int stride) {
      int rows = (height + stride - 1) / stride;
      int columns = (width + stride - 1) / stride;
      float[] values = new float[2 * rows * columns];
      for (int cell = 0; cell < rows * columns; cell++) {
        double sum = 0;
        double squares = 0;
        double weights = 0;
        for (int dy = -stride; dy <= stride; dy++) {
          for (int dx = -stride; dx <= stride; dx++) {
            int x = cell % columns * stride + dx;
            int y = cell / columns * stride + dy;
            boolean inside = x >= 0 && x < width && y >= 0 && y < height;
            double weight = (stride + 1 - Math.abs(dx)) * (stride + 1 - Math.abs(dy));
            double value = inside ? pixels[y * width + x] : 0;
            weights += weight;
            sum += weight * value;
            squares += weight * value * value;
          }
        }
        values[cell] = (float) (sum / weights);
        values[rows * columns + cell] = (float) (squares / weights);
      }
      return new FeatureMap(1, 2, rows, columns, values);
    }

    @Override
    public Grid grid(String layer, FeatureMap map) {
      int stride = layer.equals("eight") ? 8 : 16;
      return new Grid(
          Axis.even(height).windows(2 * stride + 1, stride, stride, map.height()),
          Axis.even(width).windows(2 * stride + 1, stride, stride, map.width()));
    }

    @Override
    public BackboneFile file() {
      return new BackboneFile("strided", "strided", 1, "0".repeat(64), "");
    }

    @Override
    public Optional<byte[]> embedded() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
