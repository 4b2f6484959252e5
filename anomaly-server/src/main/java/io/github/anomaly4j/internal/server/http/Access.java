package io.github.anomaly4j.internal.server.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what. Whatever changes state needs an API key, in {@code X-Api-Key} or as a bearer, or
 * a user's name from a reverse proxy on this machine. Browsers' requests from other sites are
 * refused, and so are names of hosts by which nobody calls a station that listens on loopback alone
 * (DNS rebinding).
 *
 * @param keys that are accepted
 * @param userHeader in which a reverse proxy names the user; {@code null} if there is none
 * @param loopback whether the station listens on loopback alone
 */
public record Access(Keys keys, @Nullable String userHeader, boolean loopback) {
  private static final Pattern PORT = Pattern.compile(":\\d+$");
  private static final Pattern LOCAL =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[[0:]*:1\\]");
  private static final Pattern USER = Pattern.compile("[\\w.@+ -]{1,100}");
  private static final String BEARER = "Bearer ";

  /** Refuses a request that did not come to this host by a name of its own. */
  void checkHost(Context request) throws Problem {
    String host = request.header("Host");
    if (loopback
        && host != null
        && !LOCAL.matcher(PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT)).matches()) {
      throw new Problem(421, "this station listens on loopback alone: call it localhost");
    }
  }

  /** The user who may change something. */
  String checkUser(Context request) throws Problem {
    checkOrigin(request);
    return proxied(request)
        .or(() -> given(request).flatMap(keys::user))
        .orElseThrow(
            () ->
                new Problem(
                    401, "this changes something: send an API key in the header X-Api-Key"));
  }

  private static void checkOrigin(Context request) throws Problem {
    String origin = request.header("Origin");
    if (origin == null) {
      return;
    }
    String own = request.header("Host");
    try {
      String authority = URI.create(origin).getRawAuthority();
      if (authority != null && authority.equalsIgnoreCase(own)) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // An origin that is no address is not ours.
    }
    throw new Problem(403, "requests of other sites may not change anything");
  }

  private static Optional<String> given(Context request) {
    String authorization = request.header("Authorization");
    if (authorization != null && authorization.startsWith(BEARER)) {
      return Optional.of(authorization.substring(BEARER.length()));
    }
    return Optional.ofNullable(request.header("X-Api-Key"));
  }

  private Optional<String> proxied(Context request) {
    if (userHeader == null || !isLoopback(request.ip())) {
      return Optional.empty();
    }
    return Optional.ofNullable(request.header(userHeader))
        .filter(user -> USER.matcher(user).matches());
  }

  private static boolean isLoopback(String address) {
    try {
      // A literal address: no name is looked up.
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
