package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The library is in a class loader that the threads that call it know nothing of. */
class ClassLoaderTest {
  @TempDir private static Path folder;
  private static String host;
  private static String score;

  @BeforeAll
  static void train() throws Exception {
    host = FreshJvm.classPathOf(folder.resolve("host"), PluginHost.class);
    score = use("pool", "train");
  }

  private static String use(String caller, String way) throws Exception {
    return new FreshJvm(folder)
        .run(
            host,
            PluginHost.class,
            FreshJvm.classPath(),
            EntryPoint.class.getName(),
            caller,
            way + ":" + folder);
  }

  @Test
  void a_pool_of_the_system_trains() {
    assertThat(score).containsPattern("(?m)^score -?\\d+\\.\\d+$").endsWith("exit 0");
  }

  @ParameterizedTest
  @CsvSource({"main, detect", "pool, explain", "none, explain"})
  void any_thread_that_loads_and_detects_first_gets_the_score_of_the_training(
      String caller, String way) throws Exception {
    assertThat(use(caller, way)).isEqualTo(score);
  }

  @ParameterizedTest
  @CsvSource({"pool", "none"})
  void any_thread_may_look_into_a_network_first(String caller) throws Exception {
    assertThat(use(caller, "probe")).isEqualTo("done 64\nexit 0");
  }

  @Test
  void a_class_loader_that_the_application_has_given_nd4j_stays_where_it_finds_a_backend()
      throws Exception {
    assertThat(use("pool", "chosen")).isEqualTo("CpuBackend true\nexit 0");
  }
}
