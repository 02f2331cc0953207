package io.wherry.blocks.s3;

import io.wherry.problems.InvalidRequest;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An object: {@code s3://bucket/key}.
 *
 * @param key as it is, not escaped
 */
public record S3Address(String bucket, String key) {
  private static final Pattern FORM = Pattern.compile("s3://([a-zA-Z0-9][\\w.-]{1,254})/(.+)");

  /** Whether the text means an object. */
  public static boolean isS3(String text) {
    return text.startsWith("s3://");
  }

  /**
   * Reads the address.
   *
   * @throws InvalidRequest it is none
   */
  public static S3Address parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new InvalidRequest(text + " is no object. Write s3://BUCKET/KEY.");
    }
    return new S3Address(m.group(1), m.group(2));
  }

  /** At another service: bucket in the path. At Amazon's: bucket in the host, where TLS allows. */
  URI uri(Optional<URI> endpoint, String region) {
    String path = "/" + Escapes.path(key);
    if (endpoint.isPresent()) {
      String base = endpoint.get().toString().replaceAll("/+$", "");
      return URI.create(base + "/" + bucket + path);
    }
    return bucket.contains(".")
        ? URI.create("https://s3." + region + ".amazonaws.com/" + bucket + path)
        : URI.create("https://" + bucket + ".s3." + region + ".amazonaws.com" + path);
  }
}
