package io.wherry.ova;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.ova.CatalogEntry.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  @TempDir Path root;
  private Catalog catalog;

  @BeforeEach
  void open() {
    catalog = Catalog.patient(root, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Path aged(Path file, int seconds) throws IOException {
    return Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(seconds)));
  }

  private Path archive(String name, TarWriter tar, int age) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return aged(tar.writeTo(file), age);
  }

  private static TarWriter good() {
    return new TarWriter()
        .file("web.ovf", new SampleOvf().bytes())
        .file("disk1.vmdk", "x".repeat(3000));
  }

  private CatalogEntry look(String label) {
    return catalog.look().entries().get(label);
  }

  @Test
  void oneBadApplianceDoesNotHideAnother() throws IOException {
    archive("good.ova", good(), 60);
    archive("evil.ova", new TarWriter().file("../x", "1"), 60);
    Files.writeString(root.resolve("text.ova"), "this is no archive at all".repeat(40));
    aged(root.resolve("text.ova"), 60);
    assertThat(look("good.ova").state()).isEqualTo(State.Ready);
    assertThat(look("evil.ova").message()).contains("evil.ova is refused");
    assertThat(look("text.ova").message()).contains("tar archive");
  }

  @Test
  void followsTheDepthRules() throws IOException {
    archive("sub/one.ova", good(), 60);
    archive("sub/sub/two.ova", good(), 60);
    Path folder = Files.createDirectories(root.resolve("a/b"));
    Files.write(folder.resolve("web.ovf"), new SampleOvf().id("unpacked").bytes());
    Files.writeString(folder.resolve("disk1.vmdk"), "bytes");
    aged(folder.resolve("web.ovf"), 60);
    aged(folder.resolve("disk1.vmdk"), 60);
    assertThat(catalog.look().entries()).containsOnlyKeys("sub/one.ova", "a/b/web.ovf");
    assertThat(look("a/b/web.ovf").state()).isEqualTo(State.Ready);
  }

  @Test
  void waitsForAnArchiveThatIsBeingWritten() throws IOException {
    byte[] whole = good().finished();
    Path file = Files.write(root.resolve("web.ova"), Arrays.copyOf(whole, whole.length - 1200));
    aged(file, 1);
    assertThat(look("web.ova").state()).isEqualTo(State.Waiting);
    Files.write(file, whole);
    aged(file, 0);
    assertThat(look("web.ova").state()).as("first look after the end").isEqualTo(State.Waiting);
    assertThat(look("web.ova").state()).as("unchanged at the second").isEqualTo(State.Ready);
  }

  @Test
  void callsAnAbandonedHalfArchiveDamaged() throws IOException {
    byte[] whole = good().finished();
    aged(Files.write(root.resolve("web.ova"), Arrays.copyOf(whole, whole.length - 1200)), 31);
    assertThat(look("web.ova").state()).isEqualTo(State.Error);
    assertThat(look("web.ova").message()).contains("cut off", "disk1.vmdk");
  }

  @Test
  void waitsForTheDisksOfAnUnpackedFolder() throws IOException {
    Path folder = Files.createDirectories(root.resolve("web"));
    aged(Files.write(folder.resolve("web.ovf"), new SampleOvf().bytes()), 5);
    assertThat(look("web/web.ovf").state()).isEqualTo(State.Waiting);
    aged(folder.resolve("web.ovf"), 31);
    Appliance appliance = look("web/web.ovf").appliance().orElseThrow();
    assertThat(appliance.machines().getFirst().disks().getFirst().problem()).contains("missing");
  }

  @Test
  void refusesLinksThatLeaveTheCatalog(@TempDir Path elsewhere) throws IOException {
    Path outside = aged(good().writeTo(elsewhere.resolve("x.ova")), 60);
    Files.createSymbolicLink(root.resolve("link.ova"), outside);
    archive("real.ova", good(), 60);
    Files.createSymbolicLink(root.resolve("inside.ova"), root.resolve("real.ova"));
    assertThat(look("link.ova").message()).contains("leaves the catalog");
    assertThat(look("inside.ova").state()).isEqualTo(State.Ready);
  }

  @Test
  void doesNotReadDisksThroughLinksOutOfAFolder(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.writeString(elsewhere.resolve("secret"), "secret");
    Path folder = Files.createDirectories(root.resolve("web"));
    Files.createSymbolicLink(folder.resolve("disk1.vmdk"), secret);
    aged(secret, 60);
    aged(Files.write(folder.resolve("web.ovf"), new SampleOvf().bytes()), 60);
    Appliance appliance = look("web/web.ovf").appliance().orElseThrow();
    assertThat(appliance.machines().getFirst().disks().getFirst().problem()).contains("missing");
  }

  @Test
  void showsOneOfTwoMachinesWithOneUuid() throws IOException {
    String uuid = "1a2b3c4d-0000-4000-8000-123456789abc";
    TarWriter twin =
        new TarWriter().file("w.ovf", new SampleOvf().id(uuid).bytes()).file("disk1.vmdk", "x");
    archive("a.ova", twin, 60);
    Files.copy(root.resolve("a.ova"), root.resolve("b.ova"));
    aged(root.resolve("b.ova"), 60);
    assertThat(look("a.ova").state()).isEqualTo(State.Ready);
    assertThat(look("b.ova").message()).contains("same machine id", "a.ova");
    Files.delete(root.resolve("a.ova"));
    assertThat(look("b.ova").state()).isEqualTo(State.Ready);
  }

  @Test
  void ignoresEmptyAndHiddenFiles() throws IOException {
    Files.createFile(root.resolve(".hidden.ova"));
    aged(Files.createFile(root.resolve("empty.ova")), 5);
    assertThat(catalog.look().entries()).containsOnlyKeys("empty.ova");
    assertThat(look("empty.ova").state()).isEqualTo(State.Waiting);
  }
}
