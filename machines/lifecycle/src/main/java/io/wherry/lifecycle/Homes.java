package io.wherry.lifecycle;

import io.wherry.qemu.MachineHome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where each machine lives. One home per name, so that the lock in it also keeps two instances of
 * one machine apart; short, because socket paths must be.
 */
final class Homes {
  private static final int READABLE = 20;
  private static final int DIGITS = 8;

  private final Path machines;

  Homes(Path machines) {
    this.machines = machines;
  }

  MachineHome of(String namespace, String name) {
    String readable = name.substring(0, Math.min(name.length(), READABLE));
    return new MachineHome(machines.resolve(readable + "-" + digest(namespace + "/" + name)));
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new io.wherry.problems.Defect("SHA-256 is missing in this JDK.", e);
    }
  }
}
