package io.github.anomaly4j.internal.network.train;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.augment.Augmentation;
import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.network.TrainableUNet;
import io.github.anomaly4j.progress.TrainingException;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleFunction;

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
      return new TrainingRun(this, trainable, batches, validation, images.frame(), run).go();
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
}
