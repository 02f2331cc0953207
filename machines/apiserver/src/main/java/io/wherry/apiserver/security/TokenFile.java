package io.wherry.apiserver.security;

import io.wherry.apiserver.TokenVerifier;
import io.wherry.apiserver.store.PrivateFiles;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The users and their bearer tokens: one line {@code token,user,uid,group|group} each, in a file
 * that only the owner can read. The first user is the administrator of the kubeconfig.
 */
public final class TokenFile implements TokenVerifier {
  private static final int TOKEN_BYTES = 32;

  private record Entry(byte[] digest, User user) {}

  private final List<Entry> entries = new ArrayList<>();
  private final String adminToken;

  private TokenFile(List<String> lines, Path file) {
    String first = "";
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.strip().split(",", -1);
      if (parts.length != 4 || parts[0].length() < TOKEN_BYTES) {
        throw new InvalidRequest(
            "The token file "
                + file
                + " has a line that is not token,user,uid,groups. Mend or remove the file.");
      }
      User user = new User(parts[1], parts[2], List.of(parts[3].split("\\|")));
      entries.add(new Entry(digest(parts[0]), user));
      first = first.isEmpty() ? parts[0] : first;
    }
    this.adminToken = first;
  }

  /** Reads the file, or makes it with an administrator. */
  public static TokenFile open(Path file) {
    try {
      if (Files.notExists(file)) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String line = token + ",wherry-admin," + UUID.randomUUID() + ",system:masters\n";
        PrivateFiles.write(file, line.getBytes(StandardCharsets.US_ASCII));
      }
      return new TokenFile(Files.readAllLines(file), file);
    } catch (IOException e) {
      throw new InvalidRequest("The token file " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The administrator's token. */
  public String adminToken() {
    return adminToken;
  }

  /** Whose token this is. Takes the same time for every wrong token. */
  public Optional<User> userOf(String token) {
    byte[] digest = digest(token);
    Optional<User> found = Optional.empty();
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.digest(), digest)) {
        found = Optional.of(entry.user().authenticated());
      }
    }
    Arrays.fill(digest, (byte) 0);
    return found;
  }

  /** These tokens are for this server only. */
  @Override
  public Optional<Verified> verify(String token, List<String> audiences) {
    boolean forUs = audiences.isEmpty() || audiences.contains(AccountTokens.ISSUER);
    return forUs
        ? userOf(token).map(u -> new Verified(u, List.of(AccountTokens.ISSUER)))
        : Optional.empty();
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new Defect("SHA-256 is not available in this Java runtime.", e);
    }
  }
}
