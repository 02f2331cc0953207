package io.wherry.ova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarIndexTest {
  @TempDir Path folder;

  private TarIndex index(byte[] tar) throws IOException {
    return TarIndex.of(Files.write(folder.resolve("a.ova"), tar));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void findsTheBytesOfEveryMember() throws IOException {
    TarIndex index =
        index(new TarWriter().file("./a.ovf", "first").file("sub/b.vmdk", "second").finished());
    assertThat(index.marked()).isTrue();
    assertThat(index.members()).containsOnlyKeys("a.ovf", "sub/b.vmdk");
    assertThat(index.members().get("sub/b.vmdk").bytes(100)).asString().isEqualTo("second");
  }

  @Test
  void knowsGnuLongNamesAndPaxPaths() throws IOException {
    String gnu = "g".repeat(150) + ".vmdk";
    String pax = "p".repeat(150) + ".vmdk";
    TarIndex index =
        index(
            new TarWriter().longName(gnu, text("1")).pax("path", pax, "x", text("22")).finished());
    assertThat(index.members()).containsOnlyKeys(gnu, pax);
    assertThat(index.members().get(pax).size()).isEqualTo(2);
  }

  @Test
  void readsWhatTheTarProgramWrites() throws Exception {
    io.wherry.peers.Peers.need("tar");
    Files.writeString(folder.resolve("n".repeat(120)), "gnu");
    Files.writeString(folder.resolve("short"), "short");
    for (String format : List.of("gnu", "pax")) {
      Path out = folder.resolve(format + ".ova");
      assertThat(
              new ProcessBuilder(
                      "tar",
                      "-C",
                      folder.toString(),
                      "--format=" + format,
                      "-cf",
                      out.toString(),
                      "short",
                      "n".repeat(120))
                  .inheritIO()
                  .start()
                  .waitFor())
          .isZero();
      assertThat(TarIndex.of(out).members()).containsOnlyKeys("short", "n".repeat(120));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil", "a/../../evil", "/etc/passwd", "..", "a\\..\\b", "C:/x", "a\u0001b"})
  void refusesNamesThatCouldLeaveTheAppliance(String name) {
    assertThatThrownBy(() -> index(new TarWriter().file(name, "x").finished()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("a.ova is refused");
  }

  @Test
  void refusesUnsafeNamesInExtendedHeaders() {
    byte[] pax = new TarWriter().pax("path", "../../x", "x", text("1")).finished();
    byte[] gnu = new TarWriter().longName("../../x", text("1")).finished();
    assertThatThrownBy(() -> index(pax)).hasMessageContaining("'..'");
    assertThatThrownBy(() -> index(gnu)).hasMessageContaining("'..'");
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '4', '6', 'S', 'Z'})
  void refusesLinksDevicesAndUnknownKinds(char type) {
    assertThatThrownBy(() -> index(new TarWriter().entry("x", type, new byte[0], 0).finished()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("plain files only");
  }

  @Test
  void refusesDuplicateNames() {
    byte[] tar = new TarWriter().file("a.vmdk", "1").file("./a.vmdk", "2").finished();
    assertThatThrownBy(() -> index(tar)).hasMessageContaining("two members named 'a.vmdk'");
  }

  @Test
  void refusesADamagedHeader() {
    byte[] tar = new TarWriter().file("a.vmdk", "1").finished();
    tar[3] ^= 1;
    assertThatThrownBy(() -> index(tar)).hasMessageContaining("checksum");
  }

  @Test
  void saysWhichMemberIsCutOff() throws IOException {
    byte[] whole = new TarWriter().file("a.ovf", "x").file("b.vmdk", "y".repeat(5000)).finished();
    TarIndex index = index(Arrays.copyOf(whole, 3000));
    assertThat(index.cut()).hasValueSatisfying(c -> assertThat(c).contains("b.vmdk", "5000"));
    assertThat(index.members()).containsOnlyKeys("a.ovf");
  }

  @Test
  void refusesASizeBehindTheEndOfTheFileWithoutReservingMemory() throws IOException {
    byte[] tar = new TarWriter().entry("b.vmdk", '0', new byte[0], 077777777777L).finished();
    assertThat(index(tar).cut()).isPresent();
  }

  @Test
  void refusesAHugeExtendedHeader() {
    byte[] tar = new TarWriter().entry("x", 'x', new byte[2 << 20], 2 << 20).finished();
    assertThatThrownBy(() -> index(tar)).hasMessageContaining("extended header");
  }

  @Test
  void refusesTooManyMembers() {
    TarWriter many = new TarWriter();
    for (int i = 0; i < 4200; i++) {
      many.file("f" + i, "");
    }
    assertThatThrownBy(() -> index(many.finished())).hasMessageContaining("4096");
  }

  @Test
  void acceptsAnArchiveWithoutEndMark() throws IOException {
    TarIndex index = index(new TarWriter().file("a.ovf", "x".repeat(512)).unfinished());
    assertThat(index.cut()).isEmpty();
    assertThat(index.marked()).isFalse();
  }
}
