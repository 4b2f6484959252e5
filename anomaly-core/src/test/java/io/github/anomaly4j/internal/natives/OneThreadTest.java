package io.github.anomaly4j.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.natives.NativeBackend;
import org.junit.jupiter.api.Test;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

class OneThreadTest {
  @Test
  void only_the_calling_thread_is_held_to_one_and_only_meanwhile() throws InterruptedException {
    NativeBackend.load();
    NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
    int before = natives.ompGetMaxThreads();
    try {
      natives.setOmpNumThreads(3);
      int[] elsewhere = {0, 0};
      Thread other = new Thread(() -> elsewhere[0] = natives.ompGetMaxThreads());
      Thread later = new Thread(() -> elsewhere[1] = natives.ompGetMaxThreads());
      other.start();
      other.join();
      OneThread.run(
          () -> {
            assertThat(natives.ompGetMaxThreads()).isEqualTo(1);
            OneThread.run(() -> assertThat(natives.ompGetMaxThreads()).isEqualTo(1));
            assertThat(natives.ompGetMaxThreads()).isEqualTo(1);
            later.start();
          });
      later.join();
      assertThat(elsewhere[1]).isEqualTo(elsewhere[0]);
      assertThat(natives.ompGetMaxThreads()).isEqualTo(3);
      assertThatThrownBy(
              () ->
                  OneThread.run(
                      () -> {
                        throw new IllegalStateException("work");
                      }))
          .hasMessage("work");
      assertThat(natives.ompGetMaxThreads()).isEqualTo(3);
    } finally {
      natives.setOmpNumThreads(before);
    }
  }
}
