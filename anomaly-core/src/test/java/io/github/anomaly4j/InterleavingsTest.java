package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.internal.natives.Owners;
import io.github.anomaly4j.internal.network.layer.BufferPools;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What decides when native memory is lent and freed, under the interleavings of three threads that
 * <a href="https://github.com/JetBrains/lincheck">Lincheck</a> explores. In a process of its own,
 * whose classes it changes.
 */
class InterleavingsTest {
  @TempDir private Path folder;

  @Test
  void no_interleaving_of_detections_and_close_lends_memory_twice_or_frees_it_while_it_is_used()
      throws Exception {
    String said =
        new FreshJvm(folder)
            .with("-XX:+EnableDynamicAgentLoading")
            .run(FreshJvm.classPath(), Exploration.class, Pools.class.getName());
    assertThat(said).endsWith("explored\nexit 0");
  }

  @Test
  void no_interleaving_of_owners_frees_what_one_of_them_uses_or_frees_it_twice_or_never()
      throws Exception {
    String said =
        new FreshJvm(folder)
            .with("-XX:+EnableDynamicAgentLoading")
            .run(FreshJvm.classPath(), Exploration.class, Sharing.class.getName());
    assertThat(said).endsWith("explored\nexit 0");
  }

  /** Explores the class that is named. */
  static final class Exploration {
    public static void main(String[] names) throws ClassNotFoundException {
      new ModelCheckingOptions()
          .iterations(10)
          .invocationsPerIteration(300)
          .threads(3)
          .actorsPerThread(2)
          .actorsBefore(1)
          .actorsAfter(1)
          .check(Class.forName(names[0]));
      System.out.println("explored");
    }
  }

  /** Memory that notices if two use it at once, or one uses it after it was freed. */
  public static final class Slab implements BufferPools.Buffers {
    private final int size;
    private final AtomicInteger open;
    private boolean used;
    private boolean freed;

    Slab(int size, AtomicInteger open) {
      this.size = size;
      this.open = open;
      open.incrementAndGet();
    }

    @Override
    public boolean fits(int batch, int height, int width) {
      return height == size;
    }

    int use() {
      require(!used && !freed);
      used = true;
      require(!freed);
      used = false;
      return size;
    }

    @Override
    public void close() {
      require(!used && !freed);
      freed = true;
      open.decrementAndGet();
    }
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new AssertionError("lent twice, freed twice or used after it was freed");
    }
  }

  /** A network's memory. */
  @Param(name = "size", gen = IntGen.class, conf = "1:2")
  public static class Pools {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger freed = new AtomicInteger();
    private final BufferPools<Slab> pools =
        new BufferPools<>((batch, height, width) -> new Slab(height, open), freed::incrementAndGet);
    private volatile boolean closed;

    @Operation
    public int run(@Param(name = "size") int size) {
      return pools.run(
          1,
          size,
          size,
          slab -> {
            require(freed.get() == 0);
            return slab.use();
          });
    }

    @Operation
    public int read() {
      return pools.read(freed::get);
    }

    @Operation
    public void close() {
      pools.close();
      closed = true;
    }

    @Validate
    public void nothing_is_left_when_it_is_closed() {
      if (closed && (open.get() != 0 || freed.get() != 1)) {
        throw new AssertionError(open + " are open, freed " + freed + " times");
      }
    }
  }

  /** Something that several share. */
  public static class Sharing {
    private final AtomicInteger freed = new AtomicInteger();
    private final Owners owners = new Owners(freed::incrementAndGet);
    private volatile boolean closed;

    /** Another owner comes and goes. */
    @Operation
    public void use() {
      if (owners.join()) {
        require(freed.get() == 0);
        owners.leave();
      }
    }

    @Operation(runOnce = true)
    public void close() {
      owners.leave();
      closed = true;
    }

    @Validate
    public void it_is_freed_once_when_all_have_left() {
      if (freed.get() != (closed ? 1 : 0)) {
        throw new AssertionError("freed " + freed + " times");
      }
    }
  }
}
