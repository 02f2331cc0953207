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
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Every command takes every format; images that refer to other files; images that are refused. */
class FormatsPeerTest {
  private static final int SIZE = 12 << 20;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void makeDisk() throws IOException {
    Peers.need("qemu-img");
    Peers.need("qemu-nbd");
    byte[] data = new byte[2 << 20];
    new Random(1).nextBytes(data);
    try (RandomAccessFile disk = new RandomAccessFile(at("web.raw").toFile(), "rw")) {
      disk.setLength(SIZE);
      disk.write(data);
      disk.seek(SIZE - 1_000_000);
      disk.write(data, 0, 70_000);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "raw; ",
        "vmdk; -o subformat=streamOptimized",
        "vmdk; -o subformat=monolithicFlat",
        "vmdk; -o subformat=twoGbMaxExtentFlat",
        "qcow2; -c",
        "qcow2; -c -o compression_type=zstd",
        "qcow2; -o extended_l2=on,cluster_size=64k",
        "vdi; ",
        "vhdx; ",
        "vpc; -o force_size=on"
      })
  void everyCommandTakesEveryFormat(String format, String options) throws Exception {
    String image = at("web." + format).toString();
    if (!format.equals("raw")) {
      convert(format, options == null ? "" : options);
    }
    assertThat(disk("diff", "--format", "raw", at("web.raw") + "", image)).as(text()).isZero();
    assertThat(disk("copy", "--verify", "full", image, at("copy.raw") + "")).as(text()).isZero();
    tool("compare", "-f", "raw", "-F", "raw", at("web.raw") + "", at("copy.raw") + "");
    assertThat(disk("verify", "--journal", at("copy.raw.wherry-journal") + "", image))
        .as(text())
        .isZero();
    assertThat(disk("info", "--json", image)).isZero();
    JsonNode info = new ObjectMapper().readTree(lastLine());
    assertThat(info.path("format").asText()).isEqualTo(format);
    assertThat(info.path("virtual-size").asLong()).isEqualTo(SIZE);
    assertThat(disk("map", "--json", image)).isZero();
    long end = 0;
    for (JsonNode extent : new ObjectMapper().readTree(lastLine())) {
      assertThat(extent.path("start").asLong()).isEqualTo(end);
      end += extent.path("length").asLong();
    }
    assertThat(end).isEqualTo(SIZE);
  }

  private void convert(String format, String options) throws Exception {
    List<String> words = new ArrayList<>(List.of("convert", "-f", "raw", "-O", format));
    if (!options.isEmpty()) {
      words.addAll(List.of(options.split(" ")));
    }
    words.addAll(List.of(at("web.raw") + "", at("web." + format) + ""));
    tool(words.toArray(String[]::new));
  }

  private void overlay(String name, String below) throws Exception {
    tool("create", "-q", "-f", "qcow2", "-F", "raw", "-b", below, at(name) + "", "" + SIZE);
  }

  @Test
  void anOverlayIsCopiedWithWhatLiesBelow() throws Exception {
    overlay("top.qcow2", "web.raw");
    assertThat(disk("copy", at("top.qcow2") + "", at("copy.raw") + "")).as(text()).isZero();
    tool("compare", "-f", "raw", "-F", "raw", at("web.raw") + "", at("copy.raw") + "");
    assertThat(disk("info", at("top.qcow2") + "")).isZero();
    assertThat(text()).contains("backing-filename  web.raw", "backing-format    raw");
  }

  @Test
  void filesInOtherFoldersMustBeAllowed() throws Exception {
    Path other = Files.createDirectory(at("other"));
    Path base = Files.move(at("web.raw"), other.resolve("base.raw"));
    overlay("top.qcow2", base.toString());
    assertThat(disk("diff", at("top.qcow2") + "", base + "")).isEqualTo(2);
    assertThat(text()).contains("does not lie beside it", "--backing-folder");
    assertThat(disk("info", at("top.qcow2") + "")).isZero();
    assertThat(text()).contains("cannot be copied");
    assertThat(disk("diff", "--backing-folder", other + "", at("top.qcow2") + "", base + ""))
        .as(text())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "link",
        "/etc/passwd",
        "json:{\"driver\":\"null-co\"}",
        "nbd:localhost:1",
        "missing",
        "fifo",
        "."
      })
  void imagesReachNothingElse(String name) throws Exception {
    Path home = Files.createDirectory(at("home"));
    Files.writeString(at("secret"), "secret of another");
    Files.createSymbolicLink(home.resolve("link"), at("secret"));
    assertThat(new ProcessBuilder("mkfifo", home.resolve("fifo") + "").start().waitFor()).isZero();
    overlay("home/top.qcow2", "../web.raw");
    tool("rebase", "-u", "-F", "raw", "-b", name, home.resolve("top.qcow2") + "");
    assertThat(disk("copy", home.resolve("top.qcow2") + "", at("copy.raw") + "")).isEqualTo(1);
    assertThat(text()).contains("refers to the file '" + name + "'");
    assertThat(at("copy.raw")).doesNotExist();
  }

  @Test
  void aHeaderThatAGuestMayHaveWrittenIsNotFollowed() throws Exception {
    overlay("guest.img", "web.raw");
    assertThat(disk("copy", at("guest.img") + "", at("copy.raw") + "")).isEqualTo(1);
    assertThat(text()).contains("nobody stated its format", "--format");
    assertThat(disk("copy", "--format", "qcow2", at("guest.img") + "", at("copy.raw") + ""))
        .isZero();
    assertThat(disk("copy", "--format", "raw", at("guest.img") + "", at("guest.raw") + ""))
        .isZero();
    assertThat(Files.mismatch(at("guest.img"), at("guest.raw"))).isEqualTo(-1);
  }

  @Test
  void snapshotsAndBitmapsAreListed() throws Exception {
    convert("qcow2", "");
    tool("bitmap", "--add", "-g", "65536", at("web.qcow2") + "", "since-monday");
    assertThat(disk("info", at("web.qcow2") + "")).isZero();
    assertThat(text()).contains("since-monday (65536 bytes per bit)").doesNotContain("cannot be");
    tool("snapshot", "-c", "before", at("web.qcow2") + "");
    assertThat(disk("info", "--json", at("web.qcow2") + "")).isZero();
    JsonNode info = new ObjectMapper().readTree(lastLine());
    assertThat(info.path("snapshots").path(0).asText()).isEqualTo("before (id 1)");
    assertThat(info.path("refusal").asText()).contains("1 internal snapshots");
    assertThat(info.path("virtual-size").asLong()).isEqualTo(SIZE);
    assertThat(disk("copy", at("web.qcow2") + "", at("copy.raw") + "")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"raw,falloc", "qcow2,falloc", "qcow2,full"})
  void reservedRoomIsKeptWhenContentBecomesZeros(String format, String mode) throws Exception {
    String target = at("copy.img") + "";
    String[] copy = {
      "copy", "--target-format", format, "--preallocation", mode, at("web.raw") + "", target
    };
    assertThat(disk(copy)).as(text()).isZero();
    try (RandomAccessFile source = new RandomAccessFile(at("web.raw").toFile(), "rw")) {
      source.write(new byte[1 << 20]);
    }
    assertThat(disk(copy)).as(text()).isZero();
    tool("compare", "-f", "raw", "-F", format, at("web.raw") + "", target);
    Process du = new ProcessBuilder("du", "--block-size=1", target).start();
    String allocated = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(Long.parseLong(allocated.split("\\s")[0])).isGreaterThanOrEqualTo(SIZE);
  }

  @Test
  void aFileIsNotTakenForAFormatThatItIsNot() throws Exception {
    for (String format : List.of("vmdk", "qcow2", "vhdx")) {
      assertThat(disk("copy", "--format", format, at("web.raw") + "", at("copy.raw") + ""))
          .isEqualTo(1);
    }
    assertThat(text()).contains("no magic number").doesNotContain("\tat ");
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

  private String text() {
    return out.toString();
  }

  private String lastLine() {
    return text().lines().toList().getLast();
  }

  private static void tool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("qemu-img"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(words).isZero();
  }
}
