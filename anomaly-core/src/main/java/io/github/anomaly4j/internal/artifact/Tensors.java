package io.github.anomaly4j.internal.artifact;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableSortedMap;
import io.github.anomaly4j.internal.linalg.ValueRange;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Named tensors: what a model is saved as and made from. A name may have folders, separated by
 * slashes.
 *
 * <p>They may come from a file, which is data from outside. Everything that gives values therefore
 * checks presence, type, shape and range first, and throws an {@link IllegalArgumentException} that
 * names the tensor. Immutable; the arrays are not copied and must not be changed.
 */
public final class Tensors {
  /** A side of a shape that may have any length from 1 on. */
  public static final long ANY = -1;

  private static final Tensors NONE = new Tensors(ImmutableSortedMap.of());

  private final ImmutableSortedMap<String, Tensor> byName;

  private Tensors(ImmutableSortedMap<String, Tensor> byName) {
    this.byName = byName;
  }

  /** How many bytes the values take in a file. */
  public long bytes() {
    return byName.values().stream()
        .mapToLong(tensor -> (long) tensor.length() * tensor.type().size())
        .sum();
  }

  /** No tensors. */
  public static Tensors none() {
    return NONE;
  }

  /** Tensors by name. */
  public static Tensors of(Map<String, Tensor> byName) {
    return new Tensors(ImmutableSortedMap.copyOf(byName));
  }

  /** Begins to gather tensors. */
  public static Builder builder() {
    return new Builder();
  }

  /** Gathers tensors. No name may be given twice. */
  public static final class Builder {
    private final SortedMap<String, Tensor> byName = new TreeMap<>();

    private Builder() {}

    /** Adds floats. */
    public Builder floats(String name, float... values) {
      return tensor(name, new Tensor.Floats(values));
    }

    /** Adds integers. */
    public Builder ints(String name, int... values) {
      return tensor(name, new Tensor.Ints(values));
    }

    /** Adds bytes. */
    public Builder bytes(String name, byte[] values) {
      return tensor(name, new Tensor.Bytes(values));
    }

    /** Adds tensors below a folder. */
    public Builder folder(String folder, Tensors tensors) {
      tensors.byName.forEach((name, tensor) -> tensor(folder + "/" + name, tensor));
      return this;
    }

    /** Adds a tensor of any type. */
    public Builder tensor(String name, Tensor tensor) {
      checkArgument(byName.put(name, tensor) == null, "two tensors are named %s", name);
      return this;
    }

    /** The tensors added so far. */
    public Tensors build() {
      return new Tensors(ImmutableSortedMap.copyOfSorted(byName));
    }
  }

  /** The names, in alphabetical order. */
  public Set<String> names() {
    return byName.keySet();
  }

  /** The tensors by name, in alphabetical order, unchecked. */
  public Map<String, Tensor> byName() {
    return byName;
  }

  /** Whether there is a tensor of this name. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** How many values a tensor has; 0 if there is none of this name. */
  public int length(String name) {
    Tensor tensor = byName.get(name);
    return tensor == null ? 0 : tensor.length();
  }

  /** The tensors below a folder, without its name in theirs; none if there is no such folder. */
  public Tensors folder(String folder) {
    int start = folder.length() + 1;
    ImmutableSortedMap.Builder<String, Tensor> inside = ImmutableSortedMap.naturalOrder();
    // '0' is the character after '/'.
    byName
        .subMap(folder + '/', folder + '0')
        .forEach((name, tensor) -> inside.put(name.substring(start), tensor));
    return new Tensors(inside.buildOrThrow());
  }

  /**
   * Makes something of the tensors below a folder.
   *
   * @param maker throws an {@link IllegalArgumentException} if they do not fit each other
   * @throws IllegalArgumentException then, with the folder in its message
   */
  public <T> T make(String folder, Function<Tensors, T> maker) {
    try {
      return maker.apply(folder(folder));
    } catch (Misfit e) {
      throw new Misfit(folder + "/" + e.place, e.problem, e);
    } catch (IllegalArgumentException e) {
      throw new Misfit(folder, String.valueOf(e.getMessage()), e);
    }
  }

  /** What does not fit below a folder, told with its whole path. */
  private static final class Misfit extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String place;
    private final String problem;

    Misfit(String place, String problem, IllegalArgumentException cause) {
      super(place + ": " + problem, cause);
      this.place = place;
      this.problem = problem;
    }
  }

  /**
   * The values of a float tensor, each at most {@link ValueRange#LARGEST} in magnitude.
   *
   * @param shape the length of each side, or {@link #ANY} for one of them
   */
  public float[] floats(String name, long... shape) {
    float[] values = unchecked(name, shape);
    ValueRange.check(name, values);
    return values;
  }

  /** The values of a float tensor, each of them a finite number of any size. */
  public float[] anyFloats(String name, long... shape) {
    float[] values = unchecked(name, shape);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(name + " has a value of " + value);
      }
    }
    return values;
  }

  private float[] unchecked(String name, long... shape) {
    Tensor tensor = tensor(name, shape);
    if (!(tensor instanceof Tensor.Floats floats)) {
      throw other(name, tensor, TensorType.FLOAT32);
    }
    return floats.values();
  }

  /** The values of an integer tensor, each from {@code min} to {@code max}. */
  public int[] ints(String name, int min, int max, long... shape) {
    Tensor tensor = tensor(name, shape);
    if (!(tensor instanceof Tensor.Ints ints)) {
      throw other(name, tensor, TensorType.INT32);
    }
    for (int value : ints.values()) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            "%s has a value of %d; expected %d to %d".formatted(name, value, min, max));
      }
    }
    return ints.values();
  }

  /** The one value of an integer tensor, from {@code min} to {@code max}. */
  public int integer(String name, int min, int max) {
    return ints(name, min, max, 1)[0];
  }

  /** The bytes of a tensor of at least one. */
  public byte[] bytes(String name) {
    Tensor tensor = tensor(name, ANY);
    if (!(tensor instanceof Tensor.Bytes bytes)) {
      throw other(name, tensor, TensorType.BYTES);
    }
    return bytes.values();
  }

  private Tensor tensor(String name, long... shape) {
    Tensor tensor = byName.get(name);
    checkArgument(tensor != null, "%s is missing; there are %s", name, byName.keySet());
    long known = LongStream.of(shape).filter(side -> side != ANY).reduce(1, Math::multiplyExact);
    boolean open = LongStream.of(shape).anyMatch(side -> side == ANY);
    checkArgument(
        open
            ? known > 0 && tensor.length() > 0 && tensor.length() % known == 0
            : tensor.length() == known,
        "%s has %s values; expected %s",
        name,
        tensor.length(),
        text(shape));
    return tensor;
  }

  private static String text(long... shape) {
    return Joiner.on(" x ")
        .join(LongStream.of(shape).mapToObj(side -> side == ANY ? "any" : "" + side).iterator());
  }

  private static IllegalArgumentException other(String name, Tensor found, TensorType expected) {
    return new IllegalArgumentException(
        "%s holds %s; expected %s".formatted(name, found.type(), expected));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensors same && byName.equals(same.byName);
  }

  @Override
  public int hashCode() {
    return byName.hashCode();
  }

  @Override
  public String toString() {
    return byName.toString();
  }
}
