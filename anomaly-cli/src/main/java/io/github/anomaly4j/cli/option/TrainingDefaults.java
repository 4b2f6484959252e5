package io.github.anomaly4j.cli.option;

import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.config.TrainingConfig;

/**
 * What a command trains with if no option says otherwise.
 *
 * @param training of the network, unless a preset is given
 * @param imageSize width and height that images are fitted into
 */
public record TrainingDefaults(Preset preset, TrainingConfig training, int imageSize) {
  /** The library's. */
  public static final TrainingDefaults LIBRARY =
      new TrainingDefaults(Preset.BALANCED, TrainingConfig.defaults(), 256);
}
