package io.wherry.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this program was started, to start it again. */
final class Launch {
  private Launch() {}

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** JVM options and class path of this process, without the main class. */
  static List<String> ownArguments() {
    List<String> result = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    result.add("-cp");
    result.add(classPath());
    return result;
  }

  /** The source tree or installation folder, where examples and tools are. */
  static Path root() {
    return Path.of(System.getProperty("wherry.root", ".")).toAbsolutePath().normalize();
  }
}
