package io.github.anomaly4j.spring;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorInfo;
import io.github.anomaly4j.DetectorReference;
import io.github.anomaly4j.ModelFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Loads {@code anomaly.model} again and replaces the application's model by it, without a call that
 * fails or waits. A bean if {@code anomaly.reload.enabled} is true. Safe for concurrent use.
 */
public final class ModelReloader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelReloader.class);

  private final ModelSource model;
  private final ApplicationEventPublisher events;
  private final DetectorReference reference;
  private volatile @Nullable ModelFileException refusal;

  /**
   * @throws ModelFileException if the model cannot be loaded
   */
  ModelReloader(ModelSource model, ApplicationEventPublisher events) throws ModelFileException {
    this.model = model;
    this.events = events;
    this.reference = DetectorReference.to(model.load());
  }

  /**
   * Loads the model again, replaces the one in use, and publishes a {@link ModelReplacedEvent}. The
   * one of before is closed when its calls have ended. While the new one is loaded, both take
   * memory.
   *
   * @return what the new model is
   * @throws ModelFileException if it cannot be loaded; the one of before stays, and a {@link
   *     ModelRefusedEvent} is published
   * @throws IllegalStateException if the application's context is closed
   */
  public synchronized DetectorInfo reload() throws ModelFileException {
    DetectorInfo before = reference.use(AnomalyDetector::info);
    AnomalyDetector next;
    try {
      next = model.load();
    } catch (ModelFileException e) {
      refusal = e;
      LOG.error(
          "The model was not replaced, and the one of before stays in use: {}", e.getMessage());
      publish(new ModelRefusedEvent(model.toString(), e));
      throw e;
    }
    DetectorInfo after = next.info();
    try {
      reference.replace(next);
    } catch (IllegalStateException e) {
      next.close();
      throw e;
    }
    refusal = null;
    LOG.info("{} was loaded again: state {}, before {}", model, after.state(), before.state());
    publish(new ModelReplacedEvent(model.toString(), before, after));
    return after;
  }

  /** What a listener throws does not make a reload fail that has worked, or hide why it has not. */
  private void publish(Object event) {
    try {
      events.publishEvent(event);
    } catch (RuntimeException e) {
      LOG.error("A listener failed when it was told: {}", event, e);
    }
  }

  /** Why the last reload failed; empty if it did not. */
  Optional<ModelFileException> refusal() {
    return Optional.ofNullable(refusal);
  }

  DetectorReference reference() {
    return reference;
  }

  @Override
  public void close() {
    reference.close();
  }
}
