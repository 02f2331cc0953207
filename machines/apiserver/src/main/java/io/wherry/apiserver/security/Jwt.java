package io.wherry.apiserver.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/**
 * A signed token: header, claims and an ECDSA signature.
 *
 * @param signedPart what the signature is about
 * @source RFC 7515, RFC 7519; ES256 of RFC 7518
 */
record Jwt(JsonNode header, JsonNode claims, String signedPart, byte[] signature) {
  private static final String ALGORITHM = "ES256";
  private static final String JAVA_ALGORITHM = "SHA256withECDSAinP1363Format";
  private static final int LONGEST = 16 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  static String sign(ObjectNode claims, String keyId, PrivateKey key) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header.put("alg", ALGORITHM).put("kid", keyId);
    try {
      String part = encoded(JSON.writeValueAsBytes(header));
      part += "." + encoded(JSON.writeValueAsBytes(claims));
      Signature signature = Signature.getInstance(JAVA_ALGORITHM);
      signature.initSign(key);
      signature.update(part.getBytes(StandardCharsets.US_ASCII));
      return part + "." + encoded(signature.sign());
    } catch (IOException | GeneralSecurityException e) {
      throw new Defect("A token could not be signed.", e);
    }
  }

  static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Empty for what is no token. Nothing in it is verified yet. */
  static Optional<Jwt> parse(String token) {
    String[] parts = token.length() > LONGEST ? new String[0] : token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      return Optional.of(
          new Jwt(
              JSON.readTree(decoder.decode(parts[0])),
              JSON.readTree(decoder.decode(parts[1])),
              parts[0] + "." + parts[1],
              decoder.decode(parts[2])));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  String keyId() {
    return header.path("kid").asText();
  }

  /** Whether the owner of the key has signed it. No other algorithm than ours is taken. */
  boolean isSignedBy(PublicKey key) {
    if (!header.path("alg").asText().equals(ALGORITHM)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(JAVA_ALGORITHM);
      verifier.initVerify(key);
      verifier.update(signedPart.getBytes(StandardCharsets.US_ASCII));
      return verifier.verify(signature);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
