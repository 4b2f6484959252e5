package io.github.anomaly4j.internal.service;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds what optional modules provide. */
public final class Services {
  private Services() {}

  /**
   * The first provider of a service. The class loader of this library is asked first, then the
   * context class loader of the calling thread, which may know modules that the other one does not.
   *
   * @throws ServiceConfigurationError if this library's class loader names a provider that cannot
   *     be made
   */
  public static <S> Optional<S> first(Class<S> service) {
    Optional<S> own = ServiceLoader.load(service, Services.class.getClassLoader()).findFirst();
    return own.isPresent() ? own : byContext(service);
  }

  private static <S> Optional<S> byContext(Class<S> service) {
    try {
      return ServiceLoader.load(service).findFirst();
    } catch (ServiceConfigurationError e) {
      // The context has another copy of this library, whose providers are of other types.
      return Optional.empty();
    }
  }
}
