package io.github.anomaly4j.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProductTest {

  @ParameterizedTest
  @EnumSource
  void the_same_seed_and_index_give_the_same_piece(Product product) {
    assertThat(product.normal(3, 5)).isEqualTo(product.normal(3, 5));
    String defect = product.defects().get(0);
    assertThat(product.defective(3, 5, defect, 0.7))
        .isEqualTo(product.defective(3, 5, defect, 0.7));
  }

  @ParameterizedTest
  @EnumSource
  void pieces_differ_by_index_and_by_seed(Product product) {
    Image piece = product.normal(3, 5);
    assertThat(product.normal(3, 6)).isNotEqualTo(piece);
    assertThat(product.normal(4, 5)).isNotEqualTo(piece);
  }

  @ParameterizedTest
  @EnumSource
  void a_mask_marks_exactly_what_differs_from_the_same_piece_without_defect(Product product) {
    for (String defect : product.defects()) {
      Image whole = product.normal(1, 9);
      Specimen specimen = product.defective(1, 9, defect, 0.6);
      for (int y = 0; y < Product.SIZE; y++) {
        for (int x = 0; x < Product.SIZE; x++) {
          assertThat(specimen.mask().at(x, y) == 1)
              .as("%s with %s at %d, %d", product, defect, x, y)
              .isEqualTo(differ(whole, specimen.image(), x, y));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_defect_is_visible_and_local_at_every_severity(Product product) {
    for (String defect : product.defects()) {
      for (int index = 0; index < 2; index++) {
        double severity = index;
        Mask mask = product.defective(1, 20 + index, defect, severity).mask();
        assertThat(mask.coverage())
            .as("%s with %s at severity %s", product, defect, severity)
            .isBetween(5.0 / (Product.SIZE * Product.SIZE), 0.2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_defect_that_the_product_cannot_have_is_refused_with_those_it_can_have(Product product) {
    assertThatThrownBy(() -> product.defective(1, 1, "hiccup", 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hiccup")
        .hasMessageContaining(product.defects().get(0));
    assertThatThrownBy(() -> product.defective(1, 1, product.defects().get(0), 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
  }

  private static boolean differ(Image a, Image b, int x, int y) {
    for (int channel = 0; channel < 3; channel++) {
      if (a.at(channel, x, y) != b.at(channel, x, y)) {
        return true;
      }
    }
    return false;
  }
}
