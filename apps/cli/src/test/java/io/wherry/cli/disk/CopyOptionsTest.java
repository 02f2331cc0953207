package io.wherry.cli.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What copies take for granted when they are told so, and what they never do. */
class CopyOptionsTest {
  private static final int CHUNK = 4 << 20;
  private static final int SIZE = 3 * CHUNK;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void makeDisk() throws IOException {
    byte[] data = new byte[SIZE];
    new Random(1).nextBytes(data);
    Files.write(at("web.raw"), data);
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  private int copy(String... options) {
    out.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of("copy", "--json"));
    all.addAll(List.of(options));
    all.addAll(List.of(at("web.raw").toString(), at("copy.raw").toString()));
    PrintWriter writer = new PrintWriter(out, true);
    return new CommandLine(new DiskCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(writer)
        .setErr(writer)
        .execute(all.toArray(String[]::new));
  }

  private JsonNode done() throws IOException {
    String[] lines = out.toString().strip().split("\n");
    return new ObjectMapper().readTree(lines[lines.length - 1]);
  }

  private void change(long at) throws IOException {
    try (RandomAccessFile source = new RandomAccessFile(at("web.raw").toFile(), "rw")) {
      source.seek(at);
      int before = source.read();
      source.seek(at);
      source.write(before ^ 1);
    }
  }

  @Test
  void readsOnlyTheRangesThatChanged() throws IOException {
    assertThat(copy()).as(out::toString).isZero();
    change(CHUNK + 70_000);
    Files.writeString(at("changes"), "[{\"start\": " + (CHUNK + 69_632) + ", \"length\": 4096}]");
    assertThat(copy("--changes", at("changes").toString())).as(out::toString).isZero();
    assertThat(done().path("read").asLong()).isEqualTo(65_536);
    assertThat(Files.mismatch(at("web.raw"), at("copy.raw"))).isEqualTo(-1);
  }

  @Test
  void changedRangesWithoutAnEarlierCopyAreNotBelieved() throws IOException {
    Files.writeString(at("changes"), "[{\"start\": 0, \"length\": 4096}]");
    assertThat(copy("--changes", at("changes").toString())).as(out::toString).isZero();
    assertThat(Files.mismatch(at("web.raw"), at("copy.raw"))).isEqualTo(-1);
    Files.writeString(at("changes"), "[{\"start\": -1, \"length\": 4096}]");
    assertThat(copy("--changes", at("changes").toString())).isNotZero();
    assertThat(out.toString()).contains("is no range");
  }

  @Test
  void comparesWithTheChecksumThatTheVendorStates() throws Exception {
    String right =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(at("web.raw"))));
    assertThat(copy("--checksum", "sha256:" + right)).as(out::toString).isZero();
    Files.writeString(at("web.mf"), "SHA256(web.ovf)= 00\nSHA256(web.raw)= " + right + "\n");
    assertThat(copy("--manifest", at("web.mf").toString())).as(out::toString).isZero();
    assertThat(copy("--checksum", "sha256:" + "0".repeat(64))).isNotZero();
    assertThat(out.toString()).contains("is not what was stated").contains(right);
    assertThat(copy("--checksum", "crc:12")).isNotZero();
  }

  @Test
  void resumingNeedsAnEarlierRun() {
    assertThat(copy("--resume")).isNotZero();
    assertThat(out.toString()).contains("no journal");
    assertThat(copy()).as(out::toString).isZero();
    assertThat(copy("--resume")).as(out::toString).isZero();
  }

  @Test
  void theJournalNamesTheHashFunction() throws IOException {
    assertThat(copy("--digest", "sha256")).as(out::toString).isZero();
    assertThat(done().path("digest").asText()).startsWith("sha256:");
    assertThat(copy("--restart", "--digest", "blake3")).as(out::toString).isZero();
    assertThat(done().path("digest").asText()).startsWith("blake3:");
    assertThat(copy("--digest", "md5")).isNotZero();
  }

  @Test
  void theRateIsReadFromAFile() throws IOException {
    Files.writeString(at("rate"), "200M\n");
    assertThat(copy("--rate-file", at("rate").toString())).as(out::toString).isZero();
    assertThat(done().path("workerSeconds").path("waiting").isNumber()).isTrue();
  }

  @Test
  void aSiblingsChunksAreTakenOrReadAndTheResultIsTheSame() throws IOException {
    assertThat(copy()).as(out::toString).isZero();
    Files.move(at("copy.raw"), at("first.raw"));
    Files.move(at("copy.raw.wherry-journal"), at("first.raw.wherry-journal"));
    assertThat(copy("--sibling", folder.toString())).as(out::toString).isZero();
    assertThat(Files.mismatch(at("web.raw"), at("copy.raw"))).isEqualTo(-1);
  }
}
