package io.wherry.worker;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A file with the limits of {@link RunningCopies#limit}, looked at again and again while copies
 * run: on a cluster a mounted ConfigMap. Not safe for several threads.
 */
final class LimitsFile {
  /** Its path; without it there is none. */
  static final String ENVIRONMENT_VARIABLE = "WHERRY_LIMITS";

  private final Path file;
  private final RunningCopies copies;
  private final Consumer<String> log;
  private String last = "";

  LimitsFile(Path file, RunningCopies copies, Consumer<String> log) {
    this.file = file;
    this.copies = copies;
    this.log = log;
  }

  /** Applies what it says if that is something new; what cannot be read leaves all as it is. */
  void look() {
    try {
      String text = Files.readString(file);
      if (!text.equals(last)) {
        last = text;
        copies.limit(text);
        log.accept("limits are now " + copies.limitsJson().strip());
      }
    } catch (InvalidRequest e) {
      log.accept(file + ": " + e.getMessage());
    } catch (IOException _) {
      // Not there: no limits are set by it.
    }
  }
}
