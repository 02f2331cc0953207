package io.wherry.vmimport.check;

import io.wherry.resources.Resource;
import io.wherry.spi.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Reads Secrets. */
final class SecretValues {
  private SecretValues() {}

  /** The values, decoded; one that is not base64 is left out, so that it is reported as missing. */
  static Credentials of(Resource secret) {
    Map<String, String> values = new HashMap<>(secret.map("stringData"));
    secret
        .map("data")
        .forEach((key, encoded) -> {
          try {
            byte[] value = Base64.getMimeDecoder().decode(encoded);
            values.put(key, new String(value, StandardCharsets.UTF_8));
          } catch (IllegalArgumentException _) {
            values.remove(key);
          }
        });
    return new Credentials(Map.copyOf(values));
  }
}
