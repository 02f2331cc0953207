package io.wherry.ova;

import io.wherry.peers.fuzz.Fuzzing;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Damaged appliances: each is read as what it is, or refused with a reason; nothing else happens.
 */
public final class OvaFuzz {
  private static final int BLOCK = 512;
  private static final int SUM_AT = 148;
  private static final int SUM_BYTES = 8;

  private OvaFuzz() {}

  static void ovf(long seed, long count) {
    Fuzzing fuzzing = new Fuzzing("ovf", new SampleOvf().bytes(), OvaFuzz::takeOvf);
    fuzzing.run(seed, count);
  }

  private static void takeOvf(byte[] xml) {
    try {
      Ovf _ = OvfParser.parse(xml, "fuzz.ovf");
    } catch (InvalidRequest e) {
      named(e, "fuzz.ovf");
    }
  }

  static void manifest(long seed, long count) {
    byte[] good =
        ("SHA256(web.ovf)= %s\nSHA1(web-disk1.vmdk)= %s\n"
                .formatted("0123456789abcdef".repeat(4), "0123456789".repeat(4)))
            .getBytes(StandardCharsets.UTF_8);
    new Fuzzing(
            "manifest",
            good,
            bytes -> {
              try {
                Manifest _ = Manifest.parse(bytes, "fuzz.mf");
              } catch (InvalidRequest e) {
                named(e, "fuzz.mf");
              }
            })
        .run(seed, count);
  }

  static void tar(long seed, long count, Path folder) {
    byte[] good =
        new TarWriter()
            .file("web.ovf", "<Envelope/>")
            .longName("g".repeat(120) + ".vmdk", new byte[700])
            .pax("path", "p".repeat(120) + ".vmdk", "x", new byte[600])
            .file("web.mf", "SHA256(web.ovf)= 00")
            .finished();
    Path file = folder.resolve("fuzz.ova");
    new Fuzzing("tar", good, bytes -> takeTar(Files.write(file, withSums(bytes)), bytes.length))
        .run(seed, count);
  }

  private static void takeTar(Path file, long length) throws IOException {
    try {
      for (Map.Entry<String, Region> member : TarIndex.of(file).members().entrySet()) {
        Region region = member.getValue();
        if (member.getKey().startsWith("/") || List.of(member.getKey().split("/")).contains("..")) {
          throw new AssertionError("member " + member.getKey());
        }
        if (region.offset() < 0 || region.size() < 0 || region.offset() > length - region.size()) {
          throw new AssertionError("member outside of the archive: " + region);
        }
      }
    } catch (InvalidRequest e) {
      named(e, "fuzz.ova");
    }
  }

  /** Most damage would end at the check sums of the headers: those of three of four are right. */
  private static byte[] withSums(byte[] bytes) {
    byte[] tar = bytes.clone();
    if (Arrays.hashCode(bytes) % 4 == 0) {
      return tar;
    }
    for (int at = 0; at + BLOCK <= tar.length; at += BLOCK) {
      if (tar[at + 257] == 'u' && tar[at + 258] == 's') {
        Arrays.fill(tar, at + SUM_AT, at + SUM_AT + SUM_BYTES, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
          sum += tar[at + i] & 0xff;
        }
        byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, tar, at + SUM_AT, SUM_BYTES);
      }
    }
    return tar;
  }

  private static void named(InvalidRequest e, String name) {
    if (!String.valueOf(e.getMessage()).contains(name)) {
      throw new AssertionError("does not name the file: " + e.getMessage(), e);
    }
  }

  /** Arguments: number of inputs for all parsers together, first number. */
  public static void main(String[] arguments) throws IOException {
    long count = Math.ceilDiv(Long.parseLong(arguments[0]), 3);
    long seed = Long.parseLong(arguments[1]);
    Path folder = Files.createTempDirectory("wherry-fuzz");
    ovf(seed, count);
    System.out.println("ovf: " + count + " inputs from " + seed);
    manifest(seed, count);
    System.out.println("manifest: " + count + " inputs from " + seed);
    tar(seed, count, folder);
    System.out.println("tar: " + count + " inputs from " + seed);
    Files.delete(folder.resolve("fuzz.ova"));
    Files.delete(folder);
  }
}
