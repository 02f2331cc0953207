package io.wherry.worker;

import io.wherry.problems.InvalidRequest;
import io.wherry.spi.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Reads a mounted Secret: one file per key. */
final class SecretFiles {
  private SecretFiles() {}

  static Credentials read(Path folder) {
    Map<String, String> values = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        values.put(file.getFileName().toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new InvalidRequest("The credentials in " + folder + " cannot be read.", e);
    }
    return new Credentials(values);
  }
}
