package io.github.anomaly4j.cli.product;

import java.util.List;
import java.util.random.RandomGenerator;

/** How a product looks. */
interface Drawing {

  /** The kinds of defect that it can have. */
  List<String> defects();

  /**
   * Draws one piece. The same body stream gives the same piece, whatever its flaw: the two differ
   * by the defect alone.
   */
  void draw(Canvas canvas, RandomGenerator body, Flaw flaw);
}
