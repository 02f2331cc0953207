package io.wherry.blocks.http;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.WherryException;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an answer that is no success means. */
final class Statuses {
  private static final Pattern CODE = Pattern.compile("<Code>(\\w{1,64})</Code>");

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
              "%s refuses access (%d%s). Check the credentials."
                  .formatted(name, answer.status(), code(answer.words())));
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

  /** The reason in an answer of S3. */
  private static String code(String words) {
    Matcher code = CODE.matcher(words);
    return code.find() ? ", " + code.group(1) : "";
  }

  private static String firstLine(String words) {
    String line = words.strip().lines().findFirst().orElse("");
    return line.length() > 200 ? line.substring(0, 200) : line;
  }
}
