package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedeploymentTest {
  @TempDir private Path folder;

  @Test
  void an_application_that_is_taken_down_leaves_no_thread_and_no_class_behind() throws Exception {
    new EntryPoint("train:" + folder).call();
    String host = FreshJvm.classPathOf(folder.resolve("host"), Redeployment.class);
    String output =
        new FreshJvm(folder)
            // The threads of Java's common pool must not be ended.
            .with("-Djava.util.concurrent.ForkJoinPool.common.parallelism=0")
            .run(
                host,
                Redeployment.class,
                FreshJvm.classPath(),
                EntryPoint.class.getName(),
                "explain:" + folder,
                "3");
    // A leak would keep every class loader; Java itself may keep the last one for a while.
    assertThat(output.lines().filter(line -> !line.startsWith("score ")))
        .hasSize(5)
        .startsWith("left: []", "left: []", "left: []")
        .endsWith("exit 0")
        .containsAnyOf("loaders left: 0", "loaders left: 1");
  }
}
