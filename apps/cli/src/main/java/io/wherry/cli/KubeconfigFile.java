package io.wherry.cli;

import io.wherry.apiserver.store.PrivateFiles;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A kubeconfig to be written for somebody, readable by its owner only. */
record KubeconfigFile(Path path) {
  /**
   * @throws InvalidRequest when the file exists
   */
  static KubeconfigFile fresh(@Nullable Path given, String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._@-]", "_") + ".kubeconfig";
    Path path = (given == null ? Path.of(plain) : given).toAbsolutePath();
    if (Files.exists(path)) {
      throw new InvalidRequest("The file " + path + " exists. Remove it, or give another --out.");
    }
    return new KubeconfigFile(path);
  }

  void write(String text) {
    try {
      PrivateFiles.write(path, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new InvalidRequest("The file " + path + " cannot be written: " + e.getMessage(), e);
    }
  }
}
