package io.wherry.blocks.digest;

import io.wherry.problems.InvalidRequest;
import java.util.Arrays;
import java.util.Optional;

/** The hash functions that journals may use. All give the same digest on every machine. */
public enum DigestKind {
  /** On the processor's own instructions in every JDK: 1.8 GB/s of one processor here. */
  SHA256("sha256", 1),
  /** 9 GB/s of one processor through libblake3; a tenth of that where the library is missing. */
  BLAKE3("blake3", 2);

  private final String word;
  private final int code;

  DigestKind(String word, int code) {
    this.word = word;
    this.code = code;
  }

  /** The fastest of this machine. */
  public static DigestKind best() {
    return NativeBlake3.isThere() ? BLAKE3 : SHA256;
  }

  /** How files write it. */
  public static Optional<DigestKind> ofCode(int code) {
    return Arrays.stream(values()).filter(k -> k.code == code).findFirst();
  }

  /**
   * By the name that users write.
   *
   * @throws InvalidRequest there is no such function
   */
  public static DigestKind named(String word) {
    return Arrays.stream(values())
        .filter(k -> k.word.equals(word))
        .findFirst()
        .orElseThrow(
            () -> new InvalidRequest("The digest '%s' is none of sha256, blake3.".formatted(word)));
  }

  /** How files write it. */
  public int code() {
    return code;
  }

  /** The name that users read. */
  public String word() {
    return word;
  }

  /** A new hasher, by the fastest implementation that this machine has. */
  public Hasher hasher() {
    return switch (this) {
      case SHA256 -> new JdkSha256();
      case BLAKE3 -> NativeBlake3.isThere() ? new NativeBlake3() : new JavaBlake3();
    };
  }
}
