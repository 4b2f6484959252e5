package io.github.anomaly4j.internal.server;

import io.github.anomaly4j.DetectorLoader;
import io.github.anomaly4j.internal.server.sink.Sink;
import io.github.anomaly4j.server.ImageSource;
import io.github.anomaly4j.server.Limits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a station is started.
 *
 * @param model the model file
 * @param data the folder of all that the station keeps
 * @param loader how models are loaded
 * @param host the address that it listens on
 * @param port 0 for any that is free
 * @param limits what it accepts
 * @param apiKeys the file of keys; {@code null} for one key that the station makes
 * @param database the URL of the database; {@code null} for a file in the data folder
 * @param imageBytes how many bytes of images and heat maps are kept
 * @param versions how many versions of the model are kept
 * @param training the folder of the images that the model was trained on; {@code null} if they are
 *     not here
 * @param sources from which images come by themselves
 * @param watched folders whose files are inspected
 * @param replayed a folder whose test images are inspected again and again; {@code null} for none
 * @param replayEvery how long one of them is after the other
 * @param sinks makes the other systems that are told of inspections, when the station starts
 * @param opcUa the address on which clients of OPC UA are served; {@code null} for none
 * @param userHeader in which a reverse proxy on this machine names the user; {@code null} for none
 */
public record StationSettings(
    Path model,
    Path data,
    DetectorLoader loader,
    String host,
    int port,
    Limits limits,
    @Nullable Path apiKeys,
    @Nullable String userHeader,
    @Nullable String database,
    long imageBytes,
    int versions,
    @Nullable Path training,
    List<ImageSource> sources,
    List<Path> watched,
    @Nullable Path replayed,
    Duration replayEvery,
    List<Supplier<Sink>> sinks,
    @Nullable URI opcUa) {}
