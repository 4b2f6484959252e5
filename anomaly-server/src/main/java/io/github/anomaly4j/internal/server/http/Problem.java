package io.github.anomaly4j.internal.server.http;

/** Why a request is refused: a status and a sentence that holds nothing of the request. */
final class Problem extends Exception {
  private static final long serialVersionUID = 1L;
  private final int status;

  Problem(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }

  /**
   * The body of a refusal.
   *
   * @param status of the response
   * @param error what is wrong, and what to do
   * @param requestId by which the station's log calls the request
   */
  record Body(int status, String error, String requestId) {}
}
