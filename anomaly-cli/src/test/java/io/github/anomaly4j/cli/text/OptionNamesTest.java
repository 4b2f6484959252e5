package io.github.anomaly4j.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionNamesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shrink the image or raise DecodeLimits.maxPixels|shrink the image or raise --max-pixels",
        "raise DecodeLimits.maxBytes|raise --max-bytes",
        "has its channels first: leave channelsLast() out|has its channels first: leave"
            + " --channels-last out",
        "has its channels last: call channelsLast()|has its channels last: give --channels-last",
        "choose another inputSize: 3|choose another --backbone-size: 3",
        "cropSize must be from 32|--crop must be from 32",
        "convert it, or pass its values to Image.of|convert it",
        "imageSize.png is broken|imageSize.png is broken",
        "in /a/imageSize/b.png|in /a/imageSize/b.png"
      })
  void settings_are_named_as_options_and_files_stay_as_they_are(String text, String told) {
    assertThat(OptionNames.in(text)).isEqualTo(told);
  }
}
