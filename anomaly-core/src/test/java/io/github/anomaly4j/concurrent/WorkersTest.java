package io.github.anomaly4j.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WorkersTest {
  private static final Executor BUSY = task -> {};

  private static final Executor REFUSING =
      task -> {
        throw new RejectedExecutionException("closed");
      };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void every_piece_is_done_once(int threads) {
    try (Workers workers = Workers.of(threads)) {
      for (int repeat = 0; repeat < 200; repeat++) {
        AtomicIntegerArray done = new AtomicIntegerArray(13);
        workers.forEach(done.length(), done::incrementAndGet);
        for (int i = 0; i < done.length(); i++) {
          assertThat(done.get(i)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void as_many_threads_as_asked_for_work_at_once() {
    try (Workers workers = Workers.of(3)) {
      CyclicBarrier all = new CyclicBarrier(3);
      // Ends only if three threads each hold a piece.
      workers.forEach(
          3,
          i -> {
            try {
              all.await(20, TimeUnit.SECONDS);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  @Test
  void an_executor_that_fails_in_any_way_leaves_the_work_to_those_who_are_at_it() {
    for (Throwable failure :
        List.of(new IllegalStateException("stopped"), new OutOfMemoryError("no native thread"))) {
      List<Thread> begun = Collections.synchronizedList(new ArrayList<>());
      AtomicIntegerArray done = new AtomicIntegerArray(40);
      Executor failing =
          task -> {
            if (!begun.isEmpty()) {
              Throwables.throwIfUnchecked(failure);
            }
            Thread thread = new Thread(task);
            begun.add(thread);
            thread.start();
          };
      Workers workers = Workers.of(4, failing);
      workers.forEach(
          done.length(),
          i -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            done.incrementAndGet(i);
          });
      for (int i = 0; i < done.length(); i++) {
        assertThat(done.get(i)).isEqualTo(1);
      }
      FutureTask<Integer> task = new FutureTask<>(() -> 5);
      workers.begin(task);
      assertThat(task.isDone()).isFalse();
    }
  }

  @Test
  void a_checked_exception_of_a_piece_that_declares_none_is_not_lost() {
    try (Workers workers = Workers.of(2)) {
      assertThatThrownBy(
              () ->
                  workers.forEach(
                      4,
                      i -> {
                        WorkersTest.<RuntimeException>raise(new IOException("disk"));
                      }))
          .isInstanceOf(UndeclaredThrowableException.class)
          .hasRootCauseMessage("disk");
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> void raise(Exception e) throws E {
    throw (E) e;
  }

  @Test
  void an_executor_that_is_busy_or_refuses_leaves_the_work_to_the_caller() {
    for (Executor executor : List.of(BUSY, REFUSING, (Executor) Runnable::run)) {
      Workers workers = Workers.of(4, executor);
      for (int repeat = 0; repeat < 10; repeat++) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        workers.forEach(
            5,
            i -> {
              threads.add(Thread.currentThread());
              done.add(i);
            });
        assertThat(threads).containsExactly(Thread.currentThread());
        assertThat(done).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
      }
    }
  }

  @Test
  void a_busy_executor_is_not_filled_up() {
    List<Runnable> queue = new ArrayList<>();
    Workers workers = Workers.of(3, queue::add);
    for (int i = 0; i < 1000; i++) {
      workers.forEach(10, piece -> {});
    }
    assertThat(queue).hasSizeLessThanOrEqualTo(2);
    queue.forEach(Runnable::run);
    workers.forEach(10, piece -> {});
    assertThat(queue).hasSizeBetween(3, 4);
  }

  @Test
  void a_task_that_no_thread_has_begun_is_run_by_whoever_needs_it() throws Exception {
    for (Executor executor : List.of(BUSY, REFUSING, (Executor) Runnable::run)) {
      FutureTask<Integer> task = new FutureTask<>(() -> 7);
      Workers.of(2, executor).begin(task);
      task.run();
      assertThat(task.get()).isEqualTo(7);
    }
  }

  @Test
  void what_a_piece_throws_reaches_the_caller_after_all_have_ended() {
    try (Workers workers = Workers.of(3)) {
      Set<Integer> running = ConcurrentHashMap.newKeySet();
      assertThatThrownBy(
              () ->
                  workers.forEach(
                      50,
                      i -> {
                        running.add(i);
                        if (i == 5) {
                          running.remove(i);
                          throw new IllegalStateException("piece 5");
                        }
                        running.remove(i);
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("piece 5");
      assertThat(running).isEmpty();
    }
  }

  @Test
  void pieces_have_one_thread_each_and_the_caller_has_its_workers_back() {
    try (Workers workers = Workers.of(2)) {
      assertThat(Workers.here().threads()).isEqualTo(1);
      workers.run(
          () -> {
            assertThat(Workers.here()).isSameAs(workers);
            workers.forEach(4, i -> assertThat(Workers.here().threads()).isEqualTo(1));
            assertThat(Workers.here()).isSameAs(workers);
            return null;
          });
      assertThat(Workers.here().threads()).isEqualTo(1);
    }
  }

  @Test
  void an_interrupt_while_waiting_is_kept() {
    try (Workers workers = Workers.of(2)) {
      Thread caller = Thread.currentThread();
      CyclicBarrier both = new CyclicBarrier(2);
      workers.forEach(
          2,
          i -> {
            try {
              both.await(20, TimeUnit.SECONDS);
              if (Thread.currentThread() != caller) {
                Thread.sleep(50);
                caller.interrupt();
              }
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void own_threads_end_with_their_workers() throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (Workers workers = Workers.of(2)) {
      for (int i = 0; i < 100; i++) {
        workers.forEach(
            2,
            piece -> {
              threads.add(Thread.currentThread());
              Thread.yield();
            });
      }
    }
    for (Thread thread : threads) {
      if (thread != Thread.currentThread()) {
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  @Test
  void no_threads_is_refused() {
    assertThatThrownBy(() -> Workers.of(0)).hasMessageContaining("at least 1: 0");
    assertThatThrownBy(() -> Workers.of(0, BUSY)).hasMessageContaining("at least 1: 0");
  }
}
