package io.github.anomaly4j.internal.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesTest {
  @TempDir private Path folder;
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  /** A service. */
  public interface Greeting extends Supplier<String> {}

  /** Its provider. */
  public static final class Hello implements Greeting {
    @Override
    public String get() {
      return "hello";
    }
  }

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  /** Lets the context class loader alone name a provider. */
  private URLClassLoader context(String provider) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(Greeting.class.getName()), provider);
    URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, ServicesTest.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    return loader;
  }

  @Test
  void a_provider_that_the_context_class_loader_alone_knows_is_found() throws IOException {
    try (URLClassLoader loader = context(Hello.class.getName())) {
      assertThat(loader).isNotNull();
      assertThat(Services.first(Greeting.class).map(Supplier::get)).contains("hello");
    }
  }

  @Test
  void no_provider_and_no_context_class_loader_is_no_error() {
    Thread.currentThread().setContextClassLoader(null);
    assertThat(Services.first(Greeting.class)).isEmpty();
  }

  @Test
  void a_provider_of_another_copy_of_the_library_is_passed_over() throws IOException {
    try (URLClassLoader loader = context(String.class.getName())) {
      assertThat(loader).isNotNull();
      assertThat(Services.first(Greeting.class)).isEqualTo(Optional.empty());
    }
  }
}
