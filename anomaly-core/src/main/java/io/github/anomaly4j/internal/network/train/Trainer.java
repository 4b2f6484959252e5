package io.github.anomaly4j.internal.network.train;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.augment.Augmentation;
import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.network.StepResult;
import io.github.anomaly4j.internal.network.TrainableUNet;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.internal.network.loss.Losses;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingException;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a network to find and to undo damage: its input is a damaged crop, its targets are the
 * clean crop and the damage mask. A trainer runs once, on the calling thread.
 *
 * @param network the network's shape
 * @param loss what is minimized
 * @param config how long and how fast
 * @param augmentation geometry and color of the clean crops
 * @param damage the damage of the crops in training
 * @param validationDamage the damage of the held-out images, drawn once, by its difficulty from 0,
 *     obvious, to 1, barely visible
 * @param seed of every random draw
 * @param checkpoint a file that is written after every epoch; if it exists, training continues from
 *     it
 * @param epochs folder that the network of every epoch is written to, for {@link EpochNetworks}; a
 *     run that continues keeps the files there
 * @param stop asked before every step; once true, the best epoch so far is returned
 * @param progress receives steps, epochs and warnings
 */
public record Trainer(
    UNetConfig network,
    LossConfig loss,
    TrainingConfig config,
    Augmentation augmentation,
    Damage damage,
    DoubleFunction<Damage> validationDamage,
    long seed,
    Optional<Path> checkpoint,
    Optional<Path> epochs,
    BooleanSupplier stop,
    TrainingProgress progress) {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  /**
   * Trains.
   *
   * @param images to learn from
   * @param heldOut to validate on; not among {@code images}
   * @param run identifies data and configuration, so that the checkpoint of another run is refused
   * @throws TrainingException if a loss or gradient is not a finite number, or if the run is
   *     stopped before its first epoch ends
   * @throws ModelFileException if the checkpoint or the network of an epoch is damaged or of
   *     another run
   * @throws InterruptedIOException if the thread is interrupted; the checkpoint stays
   * @throws IOException if the checkpoint or the network of an epoch cannot be read or written
   */
  public TrainedNetwork train(ImageStore images, ImageStore heldOut, String run)
      throws IOException {
    requireOwn(run);
    ValidationSet validation =
        new ValidationSet(heldOut, validationDamage, config.cropSize(), seed);
    try (TrainableUNet trainable = TrainableUNet.create(network, loss, seed);
        BatchSource batches = new BatchSource(images, augmentation, damage, config, seed)) {
      return new Run(trainable, batches, validation, images.frame(), run).go();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("training was interrupted; its checkpoint, if any, stays");
    }
  }

  /**
   * Requires that the files of the checkpoint and of the epochs, if they exist, are of this run.
   *
   * @throws ModelFileException if a file is of another run, or damaged
   * @throws IOException if it cannot be read
   */
  public void requireOwn(String run) throws IOException {
    if (epochs.isPresent()) {
      EpochNetworks.requireRun(epochs.get(), run);
    }
    if (checkpoint.isPresent()) {
      Checkpoint.requireRun(checkpoint.get(), run);
    }
  }

  /** The changing state of one run. */
  private final class Run {
    private final TrainableUNet trainable;
    private final BatchSource batches;
    private final ValidationSet validation;
    private final Letterbox frame;
    private final String name;
    private final List<EpochReport> curve = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final long began = System.nanoTime();
    private Map<String, float[]> best;
    private int stepsHere;

    Run(
        TrainableUNet trainable,
        BatchSource batches,
        ValidationSet validation,
        Letterbox frame,
        String name) {
      this.trainable = trainable;
      this.batches = batches;
      this.validation = validation;
      this.frame = frame;
      this.name = name;
    }

    TrainedNetwork go() throws IOException, InterruptedException {
      resume();
      progress.stage("training", config.totalSteps());
      while (!isOver()) {
        Optional<Losses> training = epoch(curve.size());
        if (training.isEmpty()) {
          break;
        }
        validate(training.get());
      }
      heedInterrupt();
      if (best == null) {
        throw new TrainingException(
            "training was stopped in its first epoch: there is nothing to keep yet");
      }
      return new TrainedNetwork(UNet.of(network, best), curve, warnings);
    }

    private void resume() throws IOException {
      if (checkpoint.isEmpty()) {
        return;
      }
      try {
        Checkpoint.read(checkpoint.get(), name).ifPresent(this::goOnFrom);
      } catch (IllegalArgumentException | NullPointerException e) {
        throw new ModelFileException(
            checkpoint.get(),
            "its parts do not fit each other: "
                + e.getMessage()
                + "; delete it or name another file",
            e);
      }
    }

    private void goOnFrom(Checkpoint found) {
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
      UNet.of(network, found.best()).close();
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
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        heedInterrupt();
        Losses losses = step(epoch, step);
        ssim += losses.ssim() / steps;
        mse += losses.mse() / steps;
        mask += losses.mask() / steps;
        total += losses.total() / steps;
      }
      return Optional.of(new Losses(ssim, mse, mask, total));
    }

    /**
     * The next batch is mostly ready, and taking a batch that is ready does not check for
     * interrupts.
     */
    private static void heedInterrupt() throws InterruptedException {
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
              batch.maskFor(network),
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
      progress.step(report(epoch, step, result.losses()));
      return result.losses();
    }

    private StepReport report(int epoch, int step, Losses losses) {
      double seconds = (System.nanoTime() - began) / 1e9;
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
                curve.size() + 1,
                training,
                found.losses(),
                found.auroc(),
                found.behavior(),
                isBest);
        curve.add(report);
        if (isBest) {
          best = snapshot.tensors();
        }
        TrainingFailure.State state =
            new TrainingFailure.State(curve, trainable.stepCount(), config.totalSteps(), isOver());
        for (TrainingFailure symptom : TrainingFailure.values()) {
          symptom.warning(state, warnings).ifPresent(this::warn);
        }
        if (epochs.isPresent()) {
          EpochNetworks.write(epochs.get(), name, frame, report, snapshot);
        }
        if (checkpoint.isPresent()) {
          new Checkpoint(name, curve, warnings, trainable.state(), best).write(checkpoint.get());
        }
        progress.epoch(report);
      }
    }

    private void warn(String text) {
      warnings.add(text);
      LOG.warn(text);
      progress.warning(text);
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
}
