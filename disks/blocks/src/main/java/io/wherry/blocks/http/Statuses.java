package io.wherry.blocks.http;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.WherryException;
import java.net.URI;
import java.time.Duration;

/** What an answer that is no success means. */
final class Statuses {
  private Statuses() {}

  /** Whether the same request may succeed later. */
  static boolean isPassing(int status) {
    return status == 408 || status == 429 || status / 100 == 5;
  }

  /** How long the server wants to be left alone. */
  static Duration asked(HttpCalls.Answer answer) {
    try {
      return Duration.ofSeconds(Math.clamp(Long.parseLong(answer.header("Retry-After")), 0, 60));
    } catch (NumberFormatException _) {
      return Duration.ZERO;
    }
  }

  static WherryException refusal(URI uri, HttpCalls.Answer answer) {
    String name = HttpAddress.shown(uri);
    return switch (answer.status()) {
      case 401, 403 ->
          new PeerRefused(
              "%s refuses access (%d). Check the credentials.".formatted(name, answer.status()));
      case 404, 410 -> new InvalidRequest(name + " does not exist (" + answer.status() + ").");
      case 412, 416 -> changed(uri);
      default ->
          new PeerRefused(
              "%s answers with status %d: %s"
                  .formatted(name, answer.status(), firstLine(answer.words())));
    };
  }

  static InvalidRequest changed(URI uri) {
    return new InvalidRequest(
        HttpAddress.shown(uri)
            + " changed while it was copied. Start the copy again when nobody writes it.");
  }

  private static String firstLine(String words) {
    String line = words.strip().lines().findFirst().orElse("");
    return line.length() > 200 ? line.substring(0, 200) : line;
  }
}
