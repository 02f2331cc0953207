package io.wherry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Golden files: {@code src/test/resources/<package>/<Test>/<name>}. {@code -Dgolden=write} rewrites
 * them; the review reads the difference.
 */
public final class Golden {
  private Golden() {}

  /** Compares the text with the golden file beside the test's package. */
  public static void check(Object test, String name, String actual) {
    Class<?> type = test.getClass();
    Path file =
        Path.of(
            "src/test/resources",
            type.getPackageName().replace('.', '/'),
            type.getSimpleName(),
            name);
    compare(file, actual);
  }

  /**
   * Keeps a generated page of the documentation true.
   *
   * @param page below {@code docs/}, for example {@code reference/itineraries.md}
   */
  public static void page(String page, String actual) {
    compare(Path.of(System.getProperty("wherry.root", "."), "docs").resolve(page), actual);
  }

  private static void compare(Path file, String actual) {
    try {
      if ("write".equals(System.getProperty("golden"))) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
      }
      assertThat(file).as("golden file; write it with -Dgolden=write").exists();
      assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
