package io.wherry.console;

import io.wherry.problems.Defect;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The console's files, read from the class path and kept in memory: a few megabytes. Knows nothing
 * of HTTP servers. Safe for several threads.
 */
public final class ConsolePages {
  /** Where the pages live on the server. */
  public static final String ROOT = "/console";

  private static final String INDEX = "index.html";

  /** Names as the build makes them; anything else is not asked of the class path. */
  private static final Pattern FILE =
      Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)?");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "woff2", "font/woff2",
          "json", "application/json");

  private static final String STAND_IN =
      """
      <!doctype html><html lang="en"><title>Wherry</title><h1>The web console was not built</h1>
      <p>npm was missing when Wherry was built. Install nodejs and npm, run <code>./wherry build</code>, and start
      the server again. kubectl and the API work as always.</p></html>
      """;

  private final Map<String, Page> cache = new ConcurrentHashMap<>();

  /**
   * One file.
   *
   * @param headers what browsers must keep to
   */
  public record Page(String contentType, byte[] body, Map<String, String> headers) {}

  /** True for paths below {@link #ROOT}. */
  public static boolean serves(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  /**
   * The file of a path; paths that are no files are places inside the console and give its page.
   * Empty for a file that does not exist.
   */
  public Optional<Page> find(String path) {
    String name = path.length() > ROOT.length() ? path.substring(ROOT.length() + 1) : "";
    String file = name.contains(".") ? name : INDEX;
    if (!FILE.matcher(file).matches()) {
      return Optional.empty();
    }
    Page kept = cache.get(file);
    if (kept != null) {
      return Optional.of(kept);
    }
    Optional<Page> read = read(file);
    read.ifPresent(page -> cache.put(file, page));
    return read;
  }

  private static Optional<Page> read(String file) {
    try (InputStream in = ConsolePages.class.getResourceAsStream("/console/" + file)) {
      if (in != null) {
        return Optional.of(page(file, in.readAllBytes()));
      }
      byte[] standIn = STAND_IN.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      return file.equals(INDEX) ? Optional.of(page(file, standIn)) : Optional.empty();
    } catch (IOException e) {
      throw new Defect("The console's file " + file + " cannot be read.", e);
    }
  }

  private static Page page(String file, byte[] body) {
    String type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "text/plain");
    Map<String, String> headers = new LinkedHashMap<>();
    // Names of built files change with their content.
    headers.put(
        "Cache-Control",
        file.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    headers.put(
        "Content-Security-Policy",
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            + "font-src 'self' data:; connect-src 'self' wss: ws:; object-src 'none'; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    return new Page(type, body, headers);
  }
}
