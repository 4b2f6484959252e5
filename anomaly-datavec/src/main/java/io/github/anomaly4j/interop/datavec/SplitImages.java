package io.github.anomaly4j.interop.datavec;

import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.datavec.api.split.InputSplit;

/**
 * The images that a DataVec {@link InputSplit} lists, in its order, each read when it is asked for.
 * Locations must be files. A file that cannot be read ends the stream with an {@link
 * UncheckedIOException} whose cause says which file and why.
 *
 * @param split what to read; every stream asks it again for its locations
 * @param limits what a file may hold
 */
public record SplitImages(InputSplit split, DecodeLimits limits) implements Iterable<LocatedImage> {
  /** The split's images within {@link DecodeLimits#defaults()}. */
  public SplitImages(InputSplit split) {
    this(split, DecodeLimits.defaults());
  }

  @Override
  public Iterator<LocatedImage> iterator() {
    return stream().iterator();
  }

  /** The images as a sequential, lazy stream. */
  public Stream<LocatedImage> stream() {
    Iterable<URI> locations = split::locationsIterator;
    return StreamSupport.stream(locations.spliterator(), false).map(this::read);
  }

  private LocatedImage read(URI location) {
    if (!"file".equals(location.getScheme())) {
      throw new UncheckedIOException(
          new IOException(location + " is no file; copy it to a folder and split that"));
    }
    try {
      return new LocatedImage(location, Image.read(Path.of(location), limits));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
