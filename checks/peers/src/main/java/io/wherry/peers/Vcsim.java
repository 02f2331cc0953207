package io.wherry.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * vcsim, the vSphere simulator of govmomi, with files behind its disks. The first start on a
 * machine builds it, which takes a minute.
 */
public final class Vcsim implements AutoCloseable {
  /** Who may log in unless flags say otherwise. */
  public static final String USER = "administrator@vsphere.local";

  /** And with what. */
  public static final String PASSWORD = "secret";

  private final Process process;
  private final String url;
  private final String certificate;
  private final String thumbprint;

  private Vcsim(Process process, String announcement) {
    this.process = process;
    this.url = value(announcement, "url");
    this.certificate = value(announcement, "certificate").replace("\\n", "\n");
    this.thumbprint = value(announcement, "thumbprint");
  }

  private static String value(String json, String key) {
    Matcher m = Pattern.compile("\"" + key + "\":\"([^\"]*)\"").matcher(json);
    if (!m.find()) {
      throw new IllegalStateException("vcsim did not start, see above; it said: " + json);
    }
    return m.group(1);
  }

  /**
   * Starts one and blocks until it serves. Without Go the test is skipped, or fails when peers are
   * required.
   *
   * @param flags see tools/vcsim/main.go
   */
  public static Vcsim start(String... flags) {
    var _ = Peers.need("go");
    List<String> command = new ArrayList<>();
    command.add(Peers.root().resolve("tools/vcsim/run").toString());
    command.add("start");
    command.addAll(List.of(flags));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      // The reader stays open: the process ends with its input, not with its output.
      BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      return new Vcsim(process, String.valueOf(output.readLine()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command, e);
    }
  }

  /** Of the SDK, for example {@code https://127.0.0.1:40001/sdk}. */
  public String url() {
    return url;
  }

  /** PEM of the certificate, which is its own CA. */
  public String certificate() {
    return certificate;
  }

  /** SHA-1 of the certificate, with colons. */
  public String thumbprint() {
    return thumbprint;
  }

  /** For measurements of its memory. */
  public long pid() {
    return process.pid();
  }

  /** Ends it and waits up to 10 seconds. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
