package io.wherry.blocks.http;

import io.wherry.problems.InvalidRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A URL, with the credentials that may be written in it kept apart.
 *
 * @param uri without credentials
 * @param credentials from the URL's user part
 */
public record HttpAddress(URI uri, Optional<RequestSigner> credentials) {
  private static final Pattern UUID =
      Pattern.compile(
          "([0-9a-fA-F]{8})-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  /** Whether the text is such a URL. */
  public static boolean isHttp(String text) {
    return text.matches("(?i)https?:.*");
  }

  /**
   * Reads a URL.
   *
   * @throws InvalidRequest it is none; the message does not repeat it, it may hold a password
   */
  public static HttpAddress parse(String text) {
    try {
      URI uri = new URI(text);
      if (!isHttp(text) || uri.getHost() == null) {
        throw new InvalidRequest("The URL has no host. Write https://HOST/PATH.");
      }
      URI bare = withoutUser(uri);
      return new HttpAddress(bare, Optional.ofNullable(uri.getUserInfo()).map(HttpAddress::basic));
    } catch (URISyntaxException e) {
      throw new InvalidRequest(
          "The URL cannot be read: %s at character %d.".formatted(e.getReason(), e.getIndex()));
    }
  }

  private static URI withoutUser(URI uri) throws URISyntaxException {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new URI(
        uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getHost() + port + path + query);
  }

  private static RequestSigner basic(String user) {
    int colon = user.indexOf(':');
    return colon < 0
        ? RequestSigner.basic(user, "")
        : RequestSigner.basic(user.substring(0, colon), user.substring(colon + 1));
  }

  /**
   * For messages: without the query, which may be a signature, and with UUIDs cut short, which may
   * be tickets that let anybody in (imageio).
   */
  static String shown(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath() == null ? "" : UUID.matcher(uri.getRawPath()).replaceAll("$1-*");
    return uri.getScheme() + "://" + uri.getHost() + port + path;
  }

  @Override
  public String toString() {
    return shown(uri);
  }
}
