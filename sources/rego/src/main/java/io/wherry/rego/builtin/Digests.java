package io.wherry.rego.builtin;

import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests of texts, as hexadecimal digits. */
final class Digests {
  private Digests() {}

  static List<Builtin> all() {
    return List.of(
        digest("crypto.md5", "MD5"),
        digest("crypto.sha1", "SHA-1"),
        digest("crypto.sha256", "SHA-256"),
        keyed("crypto.hmac.md5", "HmacMD5"),
        keyed("crypto.hmac.sha1", "HmacSHA1"),
        keyed("crypto.hmac.sha256", "HmacSHA256"),
        keyed("crypto.hmac.sha512", "HmacSHA512"),
        Builtins.pure(
            "crypto.hmac.equal",
            2,
            a -> BoolValue.of(MessageDigest.isEqual(bytes(a, 0), bytes(a, 1)))));
  }

  private static byte[] bytes(Arguments arguments, int place) {
    return arguments.string(place).getBytes(StandardCharsets.UTF_8);
  }

  private static Builtin digest(String name, String algorithm) {
    return Builtins.pure(
        name,
        1,
        a -> {
          try {
            return hex(MessageDigest.getInstance(algorithm).digest(bytes(a, 0)));
          } catch (GeneralSecurityException e) {
            throw new BuiltinException(name + ": " + e.getMessage());
          }
        });
  }

  private static Builtin keyed(String name, String algorithm) {
    return Builtins.pure(
        name,
        2,
        a -> {
          try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(bytes(a, 1), algorithm));
            return hex(mac.doFinal(bytes(a, 0)));
          } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new BuiltinException(name + ": " + e.getMessage());
          }
        });
  }

  private static Value hex(byte[] bytes) {
    return StringValue.of(HexFormat.of().formatHex(bytes));
  }
}
