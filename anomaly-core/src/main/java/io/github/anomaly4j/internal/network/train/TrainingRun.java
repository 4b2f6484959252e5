package io.github.anomaly4j.internal.network.train;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.network.StepResult;
import io.github.anomaly4j.internal.network.TrainableUNet;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.EpochReport.Losses;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training from its first step, or from a checkpoint, to its last. */
final class TrainingRun {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private final Trainer trainer;
  private final TrainingConfig config;
  private final TrainableUNet trainable;
  private final BatchSource batches;
  private final ValidationSet validation;
  private final Letterbox frame;
  private final String name;
  private final List<EpochReport> curve = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final long start = System.nanoTime();
  private Tensors best;
  private int stepsHere;

  /**
   * A run that has not begun.
   *
   * @param trainer the settings
   * @param frame of the images
   * @param name of data and configuration
   */
  TrainingRun(
      Trainer trainer,
      TrainableUNet trainable,
      BatchSource batches,
      ValidationSet validation,
      Letterbox frame,
      String name) {
    this.trainer = trainer;
    this.config = trainer.config();
    this.trainable = trainable;
    this.batches = batches;
    this.validation = validation;
    this.frame = frame;
    this.name = name;
  }

  /** Trains to the end, or until it is stopped. */
  TrainedNetwork go() throws IOException, InterruptedException {
    resume();
    trainer.progress().stage("training", config.totalSteps());
    while (!isOver()) {
      Optional<Losses> training = epoch(curve.size());
      if (training.isEmpty()) {
        break;
      }
      validate(training.get());
    }
    checkInterrupt();
    if (best == null) {
      throw new TrainingException(
          "training was stopped in its first epoch: there is nothing to keep yet");
    }
    return new TrainedNetwork(UNet.of(trainer.network(), best), curve, warnings);
  }

  private void resume() throws IOException {
    if (trainer.checkpoint().isEmpty()) {
      return;
    }
    try {
      Checkpoint.read(trainer.checkpoint().get(), name).ifPresent(this::continueFrom);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new ModelFileException(
          trainer.checkpoint().get(),
          "its parts do not fit each other: " + e.getMessage() + "; delete it or name another file",
          e);
    }
  }

  private void continueFrom(Checkpoint found) {
    for (EpochReport epoch : found.curve()) {
      curve.add(epoch);
      checkArgument(epoch.epoch() == curve.size(), "epoch %s is out of order", epoch.epoch());
    }
    checkArgument(
        found.state().step() == (long) curve.size() * config.stepsPerEpoch(),
        "%s steps in %s epochs",
        found.state().step(),
        curve.size());
    trainable.restore(found.state());
    // Fail now if the best tensors make no network, not after the remaining epochs.
    trainable.toUNet().close();
    UNet.of(trainer.network(), found.best()).close();
    best = found.best();
    warnings.addAll(found.warnings());
    LOG.info("training goes on after epoch {} of {}", curve.size(), config.epochs());
  }

  /** Mean losses of one epoch; empty if it was stopped before its end. */
  private Optional<Losses> epoch(int epoch) throws InterruptedException {
    double ssim = 0;
    double mse = 0;
    double mask = 0;
    double total = 0;
    int steps = config.stepsPerEpoch();
    for (int step = 0; step < steps; step++) {
      if (trainer.stop().getAsBoolean()) {
        return Optional.empty();
      }
      checkInterrupt();
      Losses losses = step(epoch, step);
      ssim += losses.ssim() / steps;
      mse += losses.mse() / steps;
      mask += losses.mask() / steps;
      total += losses.total() / steps;
    }
    return Optional.of(new Losses(ssim, mse, mask, total));
  }

  /**
   * The next batch is mostly ready, and taking a batch that is ready does not check for interrupts.
   */
  private static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private Losses step(int epoch, int step) throws InterruptedException {
    int number = epoch * config.stepsPerEpoch() + step;
    double learningRate = config.learningRateAt(number);
    Batch batch = batches.take(number);
    StepResult result =
        trainable.step(
            batch.damaged(),
            batch.clean(),
            batch.maskFor(trainer.network()),
            batch.count(),
            batch.size(),
            batch.size(),
            learningRate);
    if (!Double.isFinite(result.losses().total()) || !Double.isFinite(result.gradientNorm())) {
      throw new TrainingException(
          ("training diverged in epoch %d, batch %d: loss %s, gradient norm %s at learning rate %s;"
                  + " lower the learning rate")
              .formatted(
                  epoch + 1,
                  step + 1,
                  result.losses().total(),
                  result.gradientNorm(),
                  learningRate));
    }
    stepsHere++;
    trainer.progress().step(report(epoch, step, result.losses()));
    return result.losses();
  }

  private StepReport report(int epoch, int step, Losses losses) {
    double seconds = (System.nanoTime() - start) / 1e9;
    int stepsLeft = config.totalSteps() - (epoch * config.stepsPerEpoch() + step + 1);
    return new StepReport(
        epoch + 1,
        config.epochs(),
        step + 1,
        config.stepsPerEpoch(),
        losses,
        stepsHere * config.batchSize() / seconds,
        Duration.ofMillis((long) (1000 * seconds / stepsHere * stepsLeft)));
  }

  private void validate(Losses training) throws IOException {
    try (UNet snapshot = trainable.toUNet()) {
      ValidationSet.Result found = validation.validate(trainable, snapshot);
      if (!Double.isFinite(found.losses().total())) {
        throw new TrainingException(
            "training diverged in epoch %d: validation loss %s; lower the learning rate"
                .formatted(curve.size() + 1, found.losses().total()));
      }
      boolean isBest = found.losses().total() < lowest();
      EpochReport report =
          new EpochReport(
              curve.size() + 1, training, found.losses(), found.auroc(), found.behavior(), isBest);
      curve.add(report);
      if (isBest) {
        best = snapshot.tensors();
      }
      TrainingFailure.State state =
          new TrainingFailure.State(curve, trainable.stepCount(), config.totalSteps(), isOver());
      for (TrainingFailure failure : TrainingFailure.values()) {
        failure.warning(state, warnings).ifPresent(this::warn);
      }
      if (trainer.epochs().isPresent()) {
        EpochNetworks.write(trainer.epochs().get(), name, frame, report, snapshot);
      }
      if (trainer.checkpoint().isPresent()) {
        new Checkpoint(name, curve, warnings, trainable.state(), best)
            .write(trainer.checkpoint().get());
      }
      trainer.progress().epoch(report);
    }
  }

  private void warn(String text) {
    warnings.add(text);
    LOG.warn(text);
    trainer.progress().warning(text);
  }

  private double lowest() {
    return curve.stream()
        .mapToDouble(epoch -> epoch.validation().total())
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** Whether all epochs are done, or too many have passed without a better one. */
  private boolean isOver() {
    int bestEpoch = 0;
    for (EpochReport epoch : curve) {
      bestEpoch = epoch.best() ? epoch.epoch() : bestEpoch;
    }
    return curve.size() >= config.epochs() || curve.size() - bestEpoch >= config.patience();
  }
}
