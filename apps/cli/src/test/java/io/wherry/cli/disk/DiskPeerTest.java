package io.wherry.cli.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.peers.Peers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The commands as documented, judged by qemu-img. */
class DiskPeerTest {
  private static final int SIZE = 24 << 20;
  private static final int DAMAGED = 9 << 20;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void makeDisk() throws IOException {
    Peers.need("qemu-img");
    Peers.need("qemu-nbd");
    byte[] data = new byte[3 << 20];
    new Random(1).nextBytes(data);
    try (RandomAccessFile disk = new RandomAccessFile(at("web.raw").toFile(), "rw")) {
      disk.setLength(SIZE);
      disk.write(data);
      disk.seek(DAMAGED - 4096);
      disk.write(data, 0, 1 << 20);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vmdk, subformat=streamOptimized",
    "vmdk, subformat=monolithicSparse",
    "vmdk, subformat=twoGbMaxExtentSparse",
    "qcow2, compat=1.1",
    "qcow2, compat=0.10",
    "vdi, static=off",
    "vhdx, subformat=dynamic"
  })
  void copiesWhatQemuImgWroteAndTellsItsFormat(String format, String option) throws Exception {
    String image = at("web." + format).toString();
    tool("convert", "-f", "raw", "-O", format, "-o", option, at("web.raw").toString(), image);
    assertThat(disk("copy", "--json", image, at("copy.raw").toString())).as(out::toString).isZero();
    compare("copy.raw", "raw");

    assertThat(disk("info", "--json", image)).isZero();
    JsonNode mine = new ObjectMapper().readTree(lastLine());
    JsonNode theirs = new ObjectMapper().readTree(tool("info", "--output=json", image));
    assertThat(mine.path("format").asText()).isEqualTo(theirs.path("format").asText());
    assertThat(mine.path("virtual-size")).isEqualTo(theirs.path("virtual-size"));
  }

  @Test
  void writesQcow2AndVerifiesIt() throws Exception {
    String target = at("web.qcow2").toString();
    assertThat(
            disk(
                "copy",
                "--target-format",
                "qcow2",
                "--verify",
                "full",
                at("web.raw").toString(),
                target))
        .as(out::toString)
        .isZero();
    compare("web.qcow2", "qcow2");
    assertThat(disk("verify", target)).isZero();
    assertThat(disk("diff", at("web.raw").toString(), target)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"falloc", "full"})
  void reservesRoom(String mode) throws Exception {
    Path target = at("copy.raw");
    assertThat(disk("copy", "--preallocation", mode, at("web.raw").toString(), target.toString()))
        .as(out::toString)
        .isZero();
    compare("copy.raw", "raw");
    JsonNode info =
        new ObjectMapper().readTree(tool("info", "--output=json", "-f", "raw", target.toString()));
    assertThat(info.path("actual-size").asLong()).isGreaterThanOrEqualTo(SIZE);
  }

  @Test
  void namesWhatWasDamaged() throws IOException {
    String target = at("copy.raw").toString();
    assertThat(disk("copy", at("web.raw").toString(), target)).isZero();
    try (RandomAccessFile copy = new RandomAccessFile(target, "rw")) {
      copy.seek(DAMAGED + 100);
      copy.write(copy.read() ^ 1); // the byte behind the one that was read
    }
    assertThat(disk("verify", target)).isEqualTo(1);
    assertThat(out.toString()).contains("differ from what was copied");
    assertThat(disk("diff", at("web.raw").toString(), target)).isEqualTo(1);
    assertThat(out.toString()).contains("4096 bytes at " + DAMAGED);
  }

  @Test
  void writesOnlyWhatChangedWhenRunAgain() throws Exception {
    String target = at("copy.raw").toString();
    assertThat(disk("copy", at("web.raw").toString(), target)).isZero();
    try (RandomAccessFile source = new RandomAccessFile(at("web.raw").toFile(), "rw")) {
      source.seek(SIZE - 4096);
      source.write(1);
    }
    assertThat(disk("copy", "--json", at("web.raw").toString(), target)).isZero();
    assertThat(new ObjectMapper().readTree(lastLine()).path("written").asLong())
        .isLessThan(2 << 20);
    compare("copy.raw", "raw");
  }

  @Test
  void mapsAsQemuImgDoes() throws Exception {
    assertThat(disk("map", "--json", at("web.raw").toString())).isZero();
    JsonNode mine = new ObjectMapper().readTree(lastLine());
    JsonNode theirs =
        new ObjectMapper()
            .readTree(tool("map", "-f", "raw", "--output=json", at("web.raw").toString()));
    assertThat(starts(mine)).isEqualTo(starts(theirs));
  }

  @Test
  void refusesToOverwriteWhatIsNoCopy() throws IOException {
    Files.writeString(at("precious"), "letters");
    assertThat(disk("copy", at("web.raw").toString(), at("precious").toString())).isEqualTo(1);
    assertThat(out.toString()).contains("--restart");
    assertThat(Files.readString(at("precious"))).isEqualTo("letters");
  }

  @Test
  void refusesWhatItCannotDo() {
    String source = at("web.raw").toString();
    assertThat(disk("copy", source, source)).isEqualTo(1);
    assertThat(disk("copy", source, "ftp://user:secret@host/x")).isEqualTo(1);
    assertThat(disk("copy", source, "s3://bucket/key", "--journal", at("j").toString()))
        .isEqualTo(1);
    assertThat(disk("copy", "--rate", "fast", source, at("x").toString())).isEqualTo(2);
    assertThat(disk("verify", source)).isEqualTo(2);
    assertThat(disk("diff", source, at("none").toString())).isEqualTo(2);
    assertThat(out.toString())
        .contains("are the same disk", "'ftp://' is no way", "cannot be written", "no journal")
        .doesNotContain("secret", "\tat ");
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  private int disk(String... arguments) {
    CommandLine line = new CommandLine(new DiskCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((problem, command, _) -> {
      command.getErr().println(problem.getMessage());
      return 1;
    });
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out, true));
    return line.execute(arguments);
  }

  private String lastLine() {
    return out.toString().lines().toList().getLast();
  }

  private static List<String> starts(JsonNode map) {
    List<String> starts = new ArrayList<>();
    map.forEach(e -> starts.add(e.path("start") + "+" + e.path("length") + e.path("data")));
    return starts;
  }

  private void compare(String copy, String format) throws Exception {
    tool("compare", "-f", "raw", "-F", format, at("web.raw").toString(), at(copy).toString());
  }

  private static String tool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("qemu-img"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(words).isZero();
    return words;
  }
}
