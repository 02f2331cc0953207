package io.wherry.cli.disk;

import io.wherry.blocks.location.DiskLocation;
import io.wherry.problems.Cancelled;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.WherryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The digest that the source's vendor states, checked beside the copy. */
final class SourceChecksum {
  private static final int PIECE = 1 << 20;
  private static final Pattern GIVEN =
      Pattern.compile("(sha1|sha256|sha512):([0-9a-fA-F]{40,128})");
  private static final Pattern LINE =
      Pattern.compile("(SHA1|SHA256|SHA512) ?\\((.+)\\) ?= ?([0-9a-fA-F]{40,128})");

  @Option(
      names = "--checksum",
      paramLabel = "KIND:HEX",
      description = "sha1, sha256 or sha512 of the source's file as it lies there.")
  private @Nullable String given;

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description = "An appliance's manifest (.mf) that names the source's file.")
  private @Nullable Path manifest;

  private @Nullable FutureTask<Void> check;

  /** Starts reading the source's file on a thread of its own, if there is something to check. */
  void start(DiskLocation source) throws IOException {
    if (given == null && manifest == null) {
      return;
    }
    if (!(source instanceof DiskLocation.Local local)) {
      throw new InvalidRequest(
          "A checksum is of a file of this machine. Fetch %s first, or copy it without."
              .formatted(source));
    }
    Matcher expected = expected(local.path());
    FutureTask<Void> task =
        new FutureTask<>(() -> {
          compare(local.path(), expected.group(1), expected.group(expected.groupCount()));
          return null;
        });
    check = task;
    Thread.ofPlatform().name("checksum").daemon().start(task);
  }

  private Matcher expected(Path file) throws IOException {
    if (given != null) {
      Matcher matcher = GIVEN.matcher(given);
      if (!matcher.matches()) {
        throw new InvalidRequest("'" + given + "' is no checksum; write sha256:HEX.");
      }
      return matcher;
    }
    for (String line : Files.readAllLines(java.util.Objects.requireNonNull(manifest))) {
      Matcher matcher = LINE.matcher(line.strip());
      if (matcher.matches() && matcher.group(2).equals(String.valueOf(file.getFileName()))) {
        return matcher;
      }
    }
    throw new InvalidRequest(manifest + " has no line for " + file.getFileName() + ".");
  }

  private static void compare(Path file, String kind, String expected) {
    String name = kind.toUpperCase(Locale.ROOT).replace("SHA", "SHA-");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MessageDigest digest = MessageDigest.getInstance(name);
      ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
      String found = HexFormat.of().formatHex(digest.digest());
      if (!found.equalsIgnoreCase(expected)) {
        throw new InvalidRequest(
            "%s is not what was stated: its %s is %s, not %s. Do not use the copy; get the file again."
                .formatted(file, name, found, expected.toLowerCase(Locale.ROOT)));
      }
    } catch (IOException e) {
      throw new PeerUnavailable(file + " cannot be read: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new Defect(name + " is missing in this JDK.", e);
    }
  }

  /** Returns when the file turned out to be right, true when something was checked. */
  boolean await() {
    if (check == null) {
      return false;
    }
    try {
      Void _ = check.get();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("Interrupted while the source's checksum was made.", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof WherryException known
          ? known
          : new Defect("The source's checksum could not be made.", e);
    }
  }
}
