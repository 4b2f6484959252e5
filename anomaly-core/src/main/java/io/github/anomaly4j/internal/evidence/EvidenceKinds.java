package io.github.anomaly4j.internal.evidence;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All kinds of evidence, and the consequences of their dependencies. */
public final class EvidenceKinds {
  private static final Logger LOG = LoggerFactory.getLogger(EvidenceKinds.class);
  private static final Map<Evidence, EvidenceKind> KINDS = kinds();

  /** The best first. */
  private static final List<Evidence> DESCRIBING = List.of(Evidence.BACKBONE, Evidence.PATCH);

  private EvidenceKinds() {}

  private static Map<Evidence, EvidenceKind> kinds() {
    List<EvidenceKind> kinds = new ArrayList<>(List.of(PatchKind.values()));
    kinds.add(new ImageKind());
    kinds.addAll(List.of(VectorKind.values()));
    kinds.addAll(List.of(NetworkKind.values()));
    // With the class loader of this class, since that of the thread may be any other.
    ServiceLoader.load(EvidenceKind.class, EvidenceKind.class.getClassLoader()).stream()
        .map(EvidenceKinds::usable)
        .flatMap(Optional::stream)
        .forEach(kinds::add);
    Map<Evidence, EvidenceKind> byName = new LinkedHashMap<>();
    for (EvidenceKind kind : kinds) {
      EvidenceKind other = byName.putIfAbsent(kind.evidence(), kind);
      if (other != null) {
        LOG.warn(
            "two kinds of evidence are named {}: {} is left out, {} stays",
            kind.evidence(),
            kind.getClass().getName(),
            other.getClass().getName());
      }
    }
    return ImmutableMap.copyOf(byName);
  }

  /** A kind that cannot be loaded must not keep the others from working. */
  private static Optional<EvidenceKind> usable(ServiceLoader.Provider<EvidenceKind> provider) {
    try {
      return Optional.of(provider.get());
    } catch (ServiceConfigurationError | LinkageError e) {
      LOG.warn("a kind of evidence cannot be loaded and is left out", e);
      return Optional.empty();
    }
  }

  /**
   * The kind of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static EvidenceKind of(Evidence evidence) {
    EvidenceKind kind = KINDS.get(evidence);
    checkArgument(
        kind != null,
        "no kind of evidence: %s; there are %s: is the jar that brings it on the class path?",
        evidence,
        KINDS.keySet());
    return kind;
  }

  /** Some kinds and those that they require. */
  public static SortedSet<Evidence> computed(Set<Evidence> kinds) {
    SortedSet<Evidence> computed = new TreeSet<>(kinds);
    kinds.forEach(kind -> computed.addAll(of(kind).requires()));
    return computed;
  }

  /** The kinds that a detection computes with these weights. */
  public static SortedSet<Evidence> detecting(Map<Evidence, Double> weights) {
    SortedSet<Evidence> detecting = new TreeSet<>();
    weights.forEach(
        (kind, weight) -> {
          if (weight > 0 || !of(kind).onlyIfCounted()) {
            detecting.add(kind);
          }
        });
    return detecting;
  }

  /** Whether any evidence that is computed needs the trained network. */
  public static boolean needNetwork(Set<Evidence> kinds, Features features) {
    return computed(kinds).stream().anyMatch(kind -> of(kind).needsNetwork(features));
  }

  /**
   * The kind whose memory bank describes images as a whole best; empty if none does.
   *
   * @param describes whether the model of a kind does
   */
  public static Optional<Evidence> describing(Set<Evidence> kinds, Predicate<Evidence> describes) {
    return DESCRIBING.stream().filter(kinds::contains).filter(describes).findFirst();
  }

  /** The kinds that need a backbone. */
  public static Set<Evidence> needingBackbone(Set<Evidence> kinds) {
    SortedSet<Evidence> needing = computed(kinds);
    needing.removeIf(kind -> !of(kind).needsBackbone());
    return needing;
  }

  /** The weights of the other kinds; those of the default if none of them counts. */
  public static Map<Evidence, Double> withoutBackbone(Map<Evidence, Double> weights) {
    Map<Evidence, Double> others = new TreeMap<>(weights);
    others.keySet().removeIf(kind -> !needingBackbone(Set.of(kind)).isEmpty());
    return others.values().stream().anyMatch(weight -> weight > 0)
        ? others
        : Evidence.waveletWeights();
  }

  /** Whether only a backbone describes patches and the image as a whole. */
  public static boolean byBackboneAlone(Set<Evidence> kinds) {
    return !needingBackbone(kinds).isEmpty()
        && computed(kinds).stream().noneMatch(kind -> of(kind).needsOwnFrame());
  }

  /**
   * Reads some kinds.
   *
   * @param one reads a single kind
   * @param spreads in units of which maps are added
   * @return the requested kinds, in order
   */
  public static SortedMap<Evidence, Reading> read(
      Set<Evidence> asked, Function<Evidence, Reading> one, MapSpreads spreads) {
    SortedMap<Evidence, Reading> alone = new TreeMap<>();
    computed(asked).forEach(kind -> alone.put(kind, one.apply(kind)));
    SortedMap<Evidence, Reading> readings = new TreeMap<>();
    for (Evidence kind : asked) {
      Reading reading = alone.get(kind);
      List<Evidence> all =
          of(kind).refines().stream().filter(other -> alone.containsKey(other)).toList();
      for (Evidence coarser : all) {
        float factor = spreads.factor(kind, coarser, all.size());
        reading = reading.plus(alone.get(coarser).map().orElseThrow().times(factor));
      }
      readings.put(kind, reading);
    }
    return readings;
  }

  /** Those of some kinds whose maps are added to others, and the others. */
  public static SortedSet<Evidence> added(Set<Evidence> kinds) {
    SortedSet<Evidence> added = new TreeSet<>();
    for (Evidence kind : kinds) {
      for (Evidence coarser : of(kind).refines()) {
        if (kinds.contains(coarser)) {
          added.add(kind);
          added.add(coarser);
        }
      }
    }
    return added;
  }

  /**
   * Those of some kinds that do not refine others of them; empty if none does, so that there is
   * nothing coarser.
   */
  public static Set<Evidence> coarse(Set<Evidence> mapped) {
    SortedSet<Evidence> coarse = new TreeSet<>(mapped);
    coarse.removeIf(kind -> of(kind).refines().stream().anyMatch(mapped::contains));
    return coarse.size() == mapped.size() ? Set.of() : coarse;
  }

  /**
   * The weight of a kind in the anomaly map.
   *
   * @param mapped the kinds that have a map
   * @param weights of all kinds
   */
  public static double weightInMap(
      Evidence kind, Set<Evidence> mapped, Map<Evidence, Double> weights) {
    if (mapped.stream().anyMatch(finer -> of(finer).refines().contains(kind))) {
      return 0;
    }
    double weight = weights.get(kind);
    for (Evidence coarser : of(kind).refines()) {
      weight += weights.getOrDefault(coarser, 0.0);
    }
    return weight;
  }
}
