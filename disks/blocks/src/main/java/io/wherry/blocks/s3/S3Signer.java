package io.wherry.blocks.s3;

import io.wherry.blocks.http.RequestSigner;
import io.wherry.problems.Defect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests without body and query by AWS's Signature Version 4.
 *
 * @source docs/adr/0014-s3-requests-signed-here.md
 */
final class S3Signer implements RequestSigner {
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final S3Login login;
  private final String region;
  private final Clock clock;

  S3Signer(S3Login login, String region, Clock clock) {
    this.login = login;
    this.region = region;
    this.clock = clock;
  }

  @Override
  public Map<String, String> headers(String method, URI uri, Map<String, String> others) {
    String time = TIME.format(clock.instant());
    Map<String, String> added = new TreeMap<>();
    added.put("x-amz-content-sha256", EMPTY);
    added.put("x-amz-date", time);
    if (!login.session().isEmpty()) {
      added.put("x-amz-security-token", login.session());
    }
    TreeMap<String, String> signed = new TreeMap<>(added);
    signed.put("host", host(uri));
    others.forEach((name, value) -> {
      // A proxy may rewrite the others.
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.equals("range") || lower.startsWith("if-")) {
        signed.put(lower, value.strip());
      }
    });
    added.put("Authorization", authorization(method, uri, signed, time));
    return added;
  }

  /** As the client sends it. */
  private static String host(URI uri) {
    boolean usual =
        uri.getPort() < 0 || uri.getPort() == ("https".equals(uri.getScheme()) ? 443 : 80);
    return usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  private String authorization(
      String method, URI uri, TreeMap<String, String> signed, String time) {
    String names = String.join(";", signed.keySet());
    String request =
        String.join(
            "\n",
            method,
            uri.getRawPath(),
            "",
            signed.entrySet().stream()
                .map(e -> e.getKey() + ":" + e.getValue() + "\n")
                .collect(Collectors.joining()),
            names,
            EMPTY);
    String day = time.substring(0, 8);
    String scope = day + "/" + region + "/s3/aws4_request";
    String text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + digest(request);
    byte[] key = ("AWS4" + login.secretKey()).getBytes(StandardCharsets.UTF_8);
    for (String part : new String[] {day, region, "s3", "aws4_request"}) {
      key = mac(key, part);
    }
    return "AWS4-HMAC-SHA256 Credential=%s/%s,SignedHeaders=%s,Signature=%s"
        .formatted(login.accessKey(), scope, names, HexFormat.of().formatHex(mac(key, text)));
  }

  private static String digest(String text) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum);
    } catch (GeneralSecurityException e) {
      throw new Defect("SHA-256 is missing", e);
    }
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new Defect("HmacSHA256 is missing", e);
    }
  }
}
