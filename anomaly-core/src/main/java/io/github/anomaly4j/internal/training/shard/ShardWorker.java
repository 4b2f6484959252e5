package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.detector.Poses;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.training.CategoryView;
import io.github.anomaly4j.internal.training.DirectionCheck;
import io.github.anomaly4j.internal.training.image.ImageSite.Setting;
import io.github.anomaly4j.internal.training.image.SeenImage;
import io.github.anomaly4j.spi.FeatureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A machine of a training: it does what orders say. Thread safe, but not while it is closed.
 *
 * <p>The result of an order depends on nothing else: not on the machine, the number of threads, or
 * what was done before.
 */
public final class ShardWorker implements AutoCloseable {
  private final Setup setup;
  private final ImageReader reader;
  private final Map<Integer, Kinds> kinds = new ConcurrentHashMap<>();

  private ShardWorker(Setup setup) {
    this.setup = setup;
    this.reader = setup.setting().intake().reader(setup.setting().limits());
  }

  /** The images of a machine. */
  public interface Images {
    /** An image by its {@link Cluster#reference}. */
    ImageEntry entry(String reference, String category);

    /**
     * Called where an image cannot be read: returns if it is the image's fault.
     *
     * @throws RuntimeException if another attempt may go better
     */
    void failed(Throwable failure, String reference);
  }

  /** What was learned so far, read once and shared by the tasks of a machine. */
  public static final class Taught {
    private final Lesson lesson;

    private Taught(Lesson lesson) {
      this.lesson = lesson;
    }

    public static Taught of(byte[] lesson) throws IOException {
      return new Taught(Lesson.read(lesson));
    }
  }

  /** A machine with the setup of a training; the caller closes it. */
  public static ShardWorker of(byte[] setup) throws IOException {
    return new ShardWorker(Setup.read(setup));
  }

  /**
   * Does what an order says.
   *
   * @throws IOException if an image cannot be read any more
   */
  public byte[] run(Cluster.Task task, Taught taught, Images images) throws IOException {
    Order order = Order.read(task.order());
    Reading reading = new Reading(task.images(), images);
    return switch (order.step()) {
      case SEE -> see(order, reading);
      case SAMPLE -> new PatchWork(this, order, reading).sample();
      case SHARD -> new PatchWork(this, order, reading).shard(taught.lesson);
      case SPREADS -> new ScoringWork(this, order, reading, taught.lesson).spreads();
      case SCORE -> new ScoringWork(this, order, reading, taught.lesson).scores();
      case DAMAGE -> new ScoringWork(this, order, reading, taught.lesson).damaged();
      default -> throw new IllegalArgumentException("not for images: " + order.step());
    };
  }

  /** Does what an order says, with a result of {@link Cluster#keep}. */
  public static byte[] run(byte[] order, byte[] kept, Taught taught) throws IOException {
    return KeptShard.read(kept).run(Order.read(order).step(), taught.lesson);
  }

  /** The images of a task. */
  record Reading(List<String> references, Images images) {}

  EvidenceContext context() {
    return setup.evidence();
  }

  Kinds kinds(int category) {
    return kinds.computeIfAbsent(category, number -> Kinds.of(context(), number));
  }

  CategoryView view(Order order) {
    return new CategoryView(
        setup.setting().config(), context(), order.category(), area(order), Optional.empty());
  }

  private Optional<InspectedArea> area(Order order) {
    return Optional.ofNullable(setup.setting().areas().get(order.name()));
  }

  /** An image of a task as the training takes it. */
  Image image(Order order, Reading reading, int i) throws IOException {
    return setup.setting().intake().take(entry(order, reading, i).read(reader));
  }

  private static ImageEntry entry(Order order, Reading reading, int i) {
    return reading.images.entry(reading.references.get(i), order.name());
  }

  /** The other poses of an image. */
  static List<ImageFeatures> looks(CategoryView view, Order order, ImageFeatures own, int image) {
    List<ImageFeatures> looks = new ArrayList<>(List.of(own));
    looks.addAll(view.posed(new Poses(order.everyDirection()), own, image));
    return looks;
  }

  /** Names the image in what its features threw. */
  static FeatureException naming(FeatureException e, Reading reading, int i) {
    return e.naming(reading.references.get(i));
  }

  /**
   * What is kept of an image, or why there is nothing.
   *
   * @param facts null of an image that cannot be read
   * @param direction likewise
   * @param failure null of the others
   */
  record Seen(
      SeenImage.@Nullable Facts facts,
      DirectionCheck.@Nullable Direction direction,
      @Nullable String failure) {}

  /** Of all images of a task. */
  record AllSeen(List<Seen> images) {}

  private byte[] see(Order order, Reading reading) {
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < reading.references.size(); i++) {
      seen.add(see(order, reading, i));
    }
    return new Packet<>(new AllSeen(seen), Tensors.none()).bytes();
  }

  private Seen see(Order order, Reading reading, int i) {
    ImageEntry entry = entry(order, reading, i);
    Setting setting = setup.setting();
    try {
      SeenImage image = SeenImage.of(entry.read(reader));
      image.requireSize(entry, area(order));
      SeenImage look = image.looked(area(order));
      return new Seen(
          SeenImage.facts(entry, image, look, setting.intake()),
          DirectionCheck.of(SeenImage.inItsRange(look.pixels())),
          null);
    } catch (IOException | OutOfMemoryError e) {
      String reference = reading.references.get(i);
      reading.images.failed(e, reference);
      return new Seen(
          null,
          null,
          e instanceof IOException && e.getMessage() != null
              ? e.getMessage()
              : reference + ": " + e);
    }
  }

  @Override
  public void close() {
    setup.close();
  }
}
