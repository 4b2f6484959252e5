package io.github.anomaly4j.internal.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class FormatVersion3PropertiesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Example
  void fields_are_renamed_in_their_places_and_names_of_products_are_not()
      throws JsonProcessingException {
    String old =
        """
        {'config': {'librarySize': 1, 'evidence': {'PICTURE': 1.0, 'LIBRARY': 2.0, 'MASK': 0.0},
            'backbone': {'settings': '{\\'layers\\':[\\'normalisation\\'],\\'normalisation\\':1}'}},
         'intake': {'learned': {'minColour': {'minColour': 0.5}, 'PICTURE': {'maxColour': 1.0}}},
         'provenance': {'pictures': {'behaviour': {'learned': 3}},
            'networks': [{'categories': ['PICTURE'], 'curve': [{'behaviour': {'dead': 0.0}}]}]},
         'categories': [{'name': 'LIBRARY', 'fusion': {'weights': {'PICTURE': 1.0}}}]}
        """;
    String today =
        """
        {'config': {'memoryBankSize': 1, 'evidence': {'image': 1.0, 'patch': 2.0, 'MASK': 0.0},
            'backbone': {'settings': '{\\'layers\\':[\\'normalisation\\'],\\'normalization\\':1}'}},
         'intake': {'learned': {'minColour': {'minColor': 0.5}, 'PICTURE': {'maxColor': 1.0}}},
         'provenance': {'images': {'behaviour': {'learned': 3}},
            'networks': [{'categories': ['PICTURE'], 'curve': [{'behavior': {'dead': 0.0}}]}]},
         'categories': [{'name': 'LIBRARY', 'fusion': {'weights': {'image': 1.0}}}]}
        """;
    assertThat(renamed(old)).isEqualTo(JSON.readTree(json(today)));
    // Checkpoints and the networks of epochs.
    assertThat(renamed("{'curve': [{'behaviour': 1}], 'report': {'behaviour': 2}}"))
        .isEqualTo(JSON.readTree(json("{'curve': [{'behavior': 1}], 'report': {'behavior': 2}}")));
    for (String odd : new String[] {"{}", "[]", "7", "{'config': [{'librarySize': 1}]}"}) {
      assertThat(renamed(odd)).isEqualTo(JSON.readTree(json(odd)));
    }
  }

  private static Object renamed(String content) throws JsonProcessingException {
    return FormatVersion3.content(JSON.readTree(json(content)));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  @Example
  void tensors_have_their_names_and_types_of_today() {
    Tensors old =
        Tensors.builder()
            .floats("router/centres", 0.5f)
            .floats("two-stage router/owners", 0, 1)
            .floats("two-stage router/textures", 1, 0)
            .floats("category/12/library/bank", 1)
            .floats("category/12/pictures/mean", 2)
            .floats("category/12/pictures/points of each picture", 3)
            .floats("category/12/gaussian/counts", 4)
            .floats("category/12/bottleneck/vectors", 5)
            .floats("network/0/enc0.bias", 6)
            .build();
    Tensors today =
        Tensors.builder()
            .floats("router/centers", 0.5f)
            .ints("two-stage router/owners", 0, 1)
            .ints("two-stage router/textures", 1, 0)
            .floats("category/12/patch/bank", 1)
            .floats("category/12/image/mean", 2)
            .ints("category/12/image/points of each image", 3)
            .ints("category/12/gaussian/counts", 4)
            .floats("category/12/bottleneck/vectors", 5)
            .floats("network/0/enc0.bias", 6)
            .build();
    assertThat(FormatVersion3.tensors(old)).isEqualTo(today);
    for (float value : new float[] {0.5f, Float.NaN, Float.NEGATIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  FormatVersion3.tensors(
                      Tensors.builder().floats("two-stage router/owners", value).build()))
          .withMessageContaining("two-stage router/owners has a value of " + value);
    }
  }

  @Property
  void a_model_that_was_packed_into_floats_comes_back_with_every_byte(@ForAll byte[] model) {
    Tensors old = Tensors.builder().floats("backbone/model", packed(model)).build();
    assertThat(FormatVersion3.tensors(old))
        .isEqualTo(Tensors.builder().bytes("backbone/model", model).build());
  }

  /** Three bytes to a float; the first float says how many of the last three are padding. */
  private static float[] packed(byte[] bytes) {
    int floats = (bytes.length + 2) / 3;
    float[] packed = new float[1 + floats];
    packed[0] = 3 * floats - bytes.length;
    for (int i = 0; i < 3 * floats; i++) {
      packed[1 + i / 3] = packed[1 + i / 3] * 256 + (i < bytes.length ? bytes[i] & 0xff : 0);
    }
    return packed;
  }

  @Example
  void floats_that_no_bytes_were_packed_into_are_refused() {
    for (float[] packed :
        new float[][] {
          {}, {3}, {-1}, {0.5f}, {1}, {0, 0.5f}, {0, -1}, {0, 1 << 24}, {0, Float.NaN}, {Float.NaN}
        }) {
      assertThatIllegalArgumentException()
          .as("%s", packed)
          .isThrownBy(
              () ->
                  FormatVersion3.tensors(
                      Tensors.builder().floats("backbone/model", packed).build()));
    }
  }
}
