package io.wherry.cli.screen;

import java.io.File;
import java.io.IOException;

/** The user's terminal in raw mode, so that every key reaches the guest; restored on close. */
public final class Terminal implements AutoCloseable {
  private final boolean changed;

  private Terminal(boolean changed) {
    this.changed = changed;
  }

  /** Does nothing where there is no terminal, for example in a pipe. */
  public static Terminal raw() throws IOException {
    boolean terminal = System.console() != null && System.console().isTerminal();
    return new Terminal(terminal && stty("raw", "-echo"));
  }

  @Override
  public void close() throws IOException {
    if (changed) {
      boolean _ = stty("sane");
      System.out.println();
    }
  }

  private static boolean stty(String... settings) throws IOException {
    String[] command = new String[settings.length + 1];
    command[0] = "stty";
    System.arraycopy(settings, 0, command, 1, settings.length);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/tty")));
    try {
      return builder.start().waitFor() == 0;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
