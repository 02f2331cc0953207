package io.wherry.server;

import java.util.ArrayList;
import java.util.List;

/** The program that is the worker image where there is no container engine. */
final class WorkerCommand {
  /** Short runs: the serial collector and one decoding heap of moderate size. */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms32m",
          "-Xmx384m",
          "-XX:MaxDirectMemorySize=256m",
          "-Xshare:auto",
          "--enable-native-access=ALL-UNNAMED");

  private WorkerCommand() {}

  static List<String> of(ServerSettings settings) {
    List<String> command = new ArrayList<>(settings.java());
    command.addAll(OPTIONS);
    command.addAll(List.of("-cp", settings.classPath(), "io.wherry.worker.WorkerMain"));
    return List.copyOf(command);
  }
}
