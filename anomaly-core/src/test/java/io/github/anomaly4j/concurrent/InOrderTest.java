package io.github.anomaly4j.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class InOrderTest {
  private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void results_keep_the_order_of_the_items(int threads) {
    try (Workers workers = Workers.of(threads)) {
      assertThat(workers.inOrder(HUNDRED.stream(), InOrderTest::slowly))
          .containsExactlyElementsOf(HUNDRED);
    }
  }

  @Test
  void as_many_items_as_threads_are_worked_on_at_once_and_no_more() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier three = new CyclicBarrier(3);
    ExecutorService many = Executors.newCachedThreadPool();
    try {
      // Ends only if three threads each hold an item.
      long results =
          Workers.of(3, many)
              .inOrder(
                  HUNDRED.stream().limit(99),
                  item -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    await(three);
                    now.decrementAndGet();
                    return item;
                  })
              .count();
      assertThat(results).isEqualTo(99);
      assertThat(most).hasValue(3);
    } finally {
      many.shutdown();
    }
  }

  @Test
  void a_slow_consumer_holds_up_the_source() {
    AtomicInteger read = new AtomicInteger();
    try (Workers workers = Workers.of(3);
        Stream<Integer> results =
            workers.inOrder(Stream.generate(read::incrementAndGet), InOrderTest::slowly)) {
      Iterator<Integer> taken = results.iterator();
      assertThat(read).hasValue(0);
      for (int i = 1; i <= 20; i++) {
        assertThat(taken.next()).isEqualTo(i);
        LockSupport.parkNanos(2_000_000);
        assertThat(read.get()).isBetween(i, i + 6);
      }
    }
  }

  @Test
  void one_thread_reads_nothing_ahead() {
    AtomicInteger read = new AtomicInteger();
    Iterator<Integer> taken =
        Workers.CALLER.inOrder(Stream.generate(read::incrementAndGet), item -> item).iterator();
    taken.next();
    taken.next();
    assertThat(read).hasValue(2);
  }

  @Test
  void an_executor_that_is_busy_or_refuses_or_is_the_callers_own_does_no_harm() throws Exception {
    Executor busy = task -> {};
    Executor refusing =
        task -> {
          throw new OutOfMemoryError("unable to create native thread");
        };
    for (Executor executor : List.<Executor>of(busy, refusing, Runnable::run)) {
      assertThat(Workers.of(4, executor).inOrder(HUNDRED.stream(), item -> item))
          .containsExactlyElementsOf(HUNDRED);
    }
    ExecutorService one = Executors.newSingleThreadExecutor();
    ForkJoinPool few = new ForkJoinPool(1);
    try {
      for (ExecutorService own : List.of(one, few)) {
        assertThat(
                own.submit(
                        () ->
                            Workers.of(4, own)
                                .inOrder(HUNDRED.stream(), InOrderTest::slowly)
                                .toList())
                    .get())
            .containsExactlyElementsOf(HUNDRED);
      }
    } finally {
      one.shutdown();
      few.shutdown();
    }
  }

  @Test
  void closing_begins_no_more_and_closes_the_source() {
    AtomicBoolean closed = new AtomicBoolean();
    Set<Integer> begun = ConcurrentHashMap.newKeySet();
    try (Workers workers = Workers.of(3)) {
      Stream<Integer> source = HUNDRED.stream().onClose(() -> closed.set(true));
      try (Stream<Integer> results =
          workers.inOrder(
              source,
              item -> {
                begun.add(item);
                return slowly(item);
              })) {
        results.iterator().next();
      }
      int soon = begun.size();
      LockSupport.parkNanos(20_000_000);
      assertThat(closed).isTrue();
      assertThat(begun).hasSizeLessThanOrEqualTo(soon + 2).doesNotContain(50);
    }
  }

  @Test
  void an_interrupt_of_the_consumer_ends_the_stream_even_while_it_waits() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean cancelled = new AtomicBoolean();
    // Another thread has begun the item before the consumer waits for it.
    Executor other =
        task -> {
          new Thread(task).start();
          Uninterruptibles.awaitUninterruptibly(begun);
        };
    Stream<Integer> results =
        Workers.of(2, other)
            .inOrder(
                Stream.of(1),
                item -> {
                  begun.countDown();
                  Uninterruptibles.awaitUninterruptibly(over);
                  return item;
                });
    Thread consumer =
        new Thread(
            () -> {
              try {
                results.iterator().next();
              } catch (CancellationException e) {
                cancelled.set(Thread.currentThread().isInterrupted());
              }
            });
    consumer.start();
    Uninterruptibles.awaitUninterruptibly(begun);
    consumer.interrupt();
    consumer.join();
    over.countDown();
    assertThat(cancelled).isTrue();
  }

  @Test
  void what_the_work_throws_ends_the_stream_when_its_result_is_due() {
    try (Workers workers = Workers.of(3)) {
      Iterator<Integer> taken =
          workers
              .inOrder(
                  HUNDRED.stream(),
                  item -> {
                    if (item == 2) {
                      throw new IllegalStateException("item 2");
                    }
                    return item;
                  })
              .iterator();
      assertThat(taken.next()).isZero();
      assertThat(taken.next()).isEqualTo(1);
      assertThatThrownBy(taken::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("item 2");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void what_the_source_throws_comes_after_the_results_of_all_items_before(int threads) {
    AtomicInteger reads = new AtomicInteger();
    Stream<Integer> source =
        HUNDRED.stream()
            .map(
                item -> {
                  reads.incrementAndGet();
                  if (item == 10) {
                    throw new IllegalStateException("item 10");
                  }
                  return item;
                });
    try (Workers workers = Workers.of(threads)) {
      Iterator<Integer> taken = workers.inOrder(source, InOrderTest::slowly).iterator();
      for (int i = 0; i < 10; i++) {
        assertThat(taken.next()).isEqualTo(i);
      }
      assertThatThrownBy(taken::hasNext)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("item 10");
      assertThat(reads).hasValue(11);
    }
  }

  @Test
  void the_work_finds_one_thread() {
    try (Workers workers = Workers.of(3)) {
      assertThat(workers.inOrder(HUNDRED.stream(), item -> Workers.here().threads()))
          .containsOnly(1);
    }
  }

  private static int slowly(int item) {
    LockSupport.parkNanos(200_000L * (item % 3));
    return item;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
