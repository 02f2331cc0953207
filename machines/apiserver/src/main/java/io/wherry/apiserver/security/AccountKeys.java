package io.wherry.apiserver.security;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.store.PrivateFiles;
import io.wherry.certificates.Identity;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that sign tokens of ServiceAccounts. The first line of the file is the key that signs;
 * further lines are former keys, whose tokens still count until the line is removed.
 */
final class AccountKeys {
  private static final int COORDINATE_BYTES = 32;

  private final PrivateKey signing;
  private final String signingId;
  private final Map<String, ECPublicKey> byId = new LinkedHashMap<>();

  private AccountKeys(List<String> lines) throws GeneralSecurityException {
    PrivateKey first = null;
    for (String line : lines) {
      String[] halves = line.split(" ");
      KeyFactory factory = KeyFactory.getInstance("EC");
      byte[] spki = Base64.getDecoder().decode(halves[0]);
      ECPublicKey key = (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(spki));
      byId.put(id(key), key);
      if (first == null && halves.length > 1) {
        byte[] secret = Base64.getDecoder().decode(halves[1]);
        first = factory.generatePrivate(new PKCS8EncodedKeySpec(secret));
      }
    }
    if (first == null) {
      throw new GeneralSecurityException("the first line is not a public and a private key");
    }
    this.signing = first;
    this.signingId = byId.keySet().iterator().next();
  }

  /** Reads the file, or makes it with one key. */
  static AccountKeys open(Path file) {
    try {
      if (Files.notExists(file)) {
        KeyPair keys = Identity.newKeys();
        Base64.Encoder encoder = Base64.getEncoder();
        String line =
            encoder.encodeToString(keys.getPublic().getEncoded())
                + " "
                + encoder.encodeToString(keys.getPrivate().getEncoded())
                + "\n";
        PrivateFiles.write(file, line.getBytes(StandardCharsets.US_ASCII));
      }
      List<String> lines = new ArrayList<>(Files.readAllLines(file));
      lines.removeIf(l -> l.isBlank() || l.startsWith("#"));
      return new AccountKeys(lines);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new InvalidRequest(
          "The keys of ServiceAccounts in "
              + file
              + " cannot be used: "
              + e.getMessage()
              + ". Restore the file from a backup, or remove it: tokens signed so far are void"
              + " then.",
          e);
    }
  }

  private static String id(PublicKey key) {
    try {
      return Jwt.encoded(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new Defect("SHA-256 is not available in this Java runtime.", e);
    }
  }

  String sign(ObjectNode claims) {
    return Jwt.sign(claims, signingId, signing);
  }

  /** The key that a token names, if it is one of ours. */
  Optional<? extends PublicKey> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * The public keys as a JSON Web Key Set.
   *
   * @source RFC 7517, RFC 7518 section 6.2
   */
  ObjectNode publicKeySet() {
    ObjectNode set = JsonNodeFactory.instance.objectNode();
    ArrayNode keys = set.putArray("keys");
    byId.forEach((id, key) ->
        keys.addObject()
            .put("use", "sig")
            .put("kty", "EC")
            .put("kid", id)
            .put("crv", "P-256")
            .put("alg", "ES256")
            .put("x", coordinate(key.getW().getAffineX()))
            .put("y", coordinate(key.getW().getAffineY())));
    return set;
  }

  private static String coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[COORDINATE_BYTES];
    int taken = Math.min(bytes.length, COORDINATE_BYTES);
    System.arraycopy(bytes, bytes.length - taken, fixed, COORDINATE_BYTES - taken, taken);
    return Jwt.encoded(fixed);
  }
}
