package io.github.anomaly4j.internal.region;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some places of a grid, {@code [rows, columns]}. The array is not copied and must not be changed.
 */
public record Places(int rows, int columns, boolean[] marked) {

  /** Whether a place is marked; no place outside the grid is. */
  boolean at(int row, int column) {
    return row >= 0
        && row < rows
        && column >= 0
        && column < columns
        && marked[row * columns + column];
  }

  /**
   * These places and the gaps between them that are at most twice as wide as the reach
   * (morphological closing by a square; Serra 1982). Nothing is marked beyond the border, so that
   * no gap before it is filled.
   */
  public Places closed(int reach) {
    return framed(reach).grown(reach).inverted().grown(reach).inverted().framed(-reach);
  }

  /** These places with a margin that is not marked, or without a margin if it is negative. */
  private Places framed(int margin) {
    int allRows = rows + 2 * margin;
    int allColumns = columns + 2 * margin;
    boolean[] all = new boolean[allRows * allColumns];
    for (int i = 0; i < all.length; i++) {
      all[i] = at(i / allColumns - margin, i % allColumns - margin);
    }
    return new Places(allRows, allColumns, all);
  }

  private Places inverted() {
    boolean[] others = new boolean[marked.length];
    for (int i = 0; i < others.length; i++) {
      others[i] = !marked[i];
    }
    return new Places(rows, columns, others);
  }

  /** Places at most the reach away from a marked one, along each axis. */
  private Places grown(int reach) {
    boolean[] along = new boolean[marked.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if (marked[row * columns + column]) {
          int from = row * columns;
          Arrays.fill(
              along,
              from + Math.max(0, column - reach),
              from + Math.min(columns, column + reach + 1),
              true);
        }
      }
    }
    boolean[] grown = new boolean[marked.length];
    for (int row = 0; row < rows; row++) {
      for (int other = Math.max(0, row - reach);
          other <= Math.min(rows - 1, row + reach);
          other++) {
        for (int column = 0; column < columns; column++) {
          grown[other * columns + column] |= along[row * columns + column];
        }
      }
    }
    return new Places(rows, columns, grown);
  }

  /** These places and all that they enclose. */
  public Places filled() {
    boolean[] outside = new boolean[marked.length];
    ArrayDeque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < marked.length; i++) {
      int row = i / columns;
      int column = i % columns;
      if (row == 0 || row == rows - 1 || column == 0 || column == columns - 1) {
        reach(row, column, outside, open);
      }
    }
    while (!open.isEmpty()) {
      int place = open.poll();
      int row = place / columns;
      int column = place % columns;
      reach(row - 1, column, outside, open);
      reach(row + 1, column, outside, open);
      reach(row, column - 1, outside, open);
      reach(row, column + 1, outside, open);
    }
    return new Places(rows, columns, outside).inverted();
  }

  private void reach(int row, int column, boolean[] outside, ArrayDeque<Integer> open) {
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      return;
    }
    int place = row * columns + column;
    if (!marked[place] && !outside[place]) {
      outside[place] = true;
      open.add(place);
    }
  }

  /**
   * The 8-connected components, each with the indices of its places; the first place of each is the
   * leftmost of its uppermost ones.
   */
  public List<int[]> components() {
    List<int[]> components = new ArrayList<>();
    boolean[] taken = new boolean[marked.length];
    for (int start = 0; start < marked.length; start++) {
      if (marked[start] && !taken[start]) {
        components.add(component(start, taken));
      }
    }
    return components;
  }

  private int[] component(int start, boolean[] taken) {
    int[] found = new int[16];
    int count = 0;
    found[count++] = start;
    taken[start] = true;
    for (int next = 0; next < count; next++) {
      int row = found[next] / columns;
      int column = found[next] % columns;
      for (int r = row - 1; r <= row + 1; r++) {
        for (int c = column - 1; c <= column + 1; c++) {
          if (at(r, c) && !taken[r * columns + c]) {
            taken[r * columns + c] = true;
            if (count == found.length) {
              found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = r * columns + c;
          }
        }
      }
    }
    return Arrays.copyOf(found, count);
  }
}
