package io.wherry.exports;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a path below {@link #ROOT} asks for.
 *
 * @param what {@code disk.img}, {@code disk.img.gz}, {@link #ALL} or {@link #SECRET}
 * @param claim empty for manifests
 */
public record ExportPath(String namespace, String name, String claim, String what) {
  /** Where exports are served. */
  public static final String ROOT = "/export";

  static final String RAW = "disk.img";
  static final String GZIP_SUFFIX = ".gz";
  static final String ALL = "manifests/all";
  static final String SECRET = "manifests/secret";

  private static final Pattern PATH =
      Pattern.compile(
          ROOT
              + "/([^/]+)/([^/]+)/(?:volumes/([^/]+)/(disk\\.img(?:\\.gz)?)|(manifests/(?:all|secret)))");

  static String root(String namespace, String name) {
    return ROOT + "/" + namespace + "/" + name;
  }

  /** Reads it; empty when nothing is served there. */
  public static Optional<ExportPath> parse(String path) {
    Matcher m = PATH.matcher(path);
    if (!m.matches()) {
      return Optional.empty();
    }
    boolean manifest = m.group(5) != null;
    return Optional.of(
        new ExportPath(
            m.group(1),
            m.group(2),
            manifest ? "" : m.group(3),
            manifest ? m.group(5) : m.group(4)));
  }

  /** A disk, packed with gzip. */
  public boolean isPacked() {
    return what.equals(RAW + GZIP_SUFFIX);
  }

  /** A disk in one of the formats. */
  public boolean isDisk() {
    return !claim.isEmpty();
  }
}
