package io.wherry.server;

import io.wherry.server.Doctor.Finding;
import io.wherry.server.Doctor.Grade;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which programs of {@code tools/packages.list} are there. */
final class Programs {
  private Programs() {}

  /** One finding per program that running or the demo needs. */
  static List<Finding> examine(Path list) {
    List<Finding> findings = new ArrayList<>();
    try (Stream<String> lines = Files.lines(list)) {
      lines
          .filter(l -> !l.startsWith("#") && !l.isBlank())
          .map(l -> l.split("\\|"))
          .filter(f -> f.length == 4 && !f[2].equals("test"))
          .forEach(f -> findings.add(finding(f[0], f[1], f[3])));
    } catch (IOException e) {
      findings.add(
          new Finding(Grade.WARN, "packages", "The list " + list + " cannot be read: " + e));
    }
    return findings;
  }

  private static Finding finding(String what, String debianPackage, String why) {
    String name = what.startsWith("/") ? debianPackage : what;
    return exists(what)
        ? new Finding(Grade.OK, name, why)
        : new Finding(Grade.MISSING, name, "%s: install %s".formatted(why, debianPackage));
  }

  private static boolean exists(String what) {
    if (what.startsWith("/")) {
      return matches(Path.of(what));
    }
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Stream.of(path.split(":"))
        .filter(d -> !d.isEmpty())
        .anyMatch(d -> Files.isExecutable(Path.of(d, what)));
  }

  private static boolean matches(Path pattern) {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(pattern.getParent(), pattern.getFileName().toString())) {
      return found.iterator().hasNext();
    } catch (IOException _) {
      return false;
    }
  }
}
