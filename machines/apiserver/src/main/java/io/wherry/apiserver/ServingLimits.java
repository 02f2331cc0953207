package io.wherry.apiserver;

import io.wherry.problems.InvalidRequest;
import java.time.Duration;

/**
 * What clients may ask of the server at one time. Watches, logs and consoles are not counted: they
 * stay open and cost next to nothing.
 *
 * @param requests answered side by side, at least 1; the server's own controllers have as many for
 *     themselves
 * @param requestsOfOne of them for the same user, so that one user's flood leaves room for others
 * @param stalled how long a client of a watch may take nothing before it is dropped
 */
public record ServingLimits(int requests, int requestsOfOne, Duration stalled) {
  /**
   * As many requests as kube-apiserver takes; a third of them for one user.
   *
   * @source kube-apiserver, max-requests-inflight and max-mutating-requests-inflight
   */
  public static final ServingLimits DEFAULT = new ServingLimits(600, 200, Duration.ofSeconds(30));

  public ServingLimits {
    if (requests < 1 || requestsOfOne < 1 || !stalled.isPositive()) {
      throw new InvalidRequest("The limits of a server must be greater than zero.");
    }
  }
}
