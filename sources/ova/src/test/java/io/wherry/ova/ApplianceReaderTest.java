package io.wherry.ova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplianceReaderTest {
  @TempDir Path folder;

  private Appliance read(TarWriter tar) throws IOException {
    Bundle bundle = Bundle.ofArchive("web.ova", tar.writeTo(folder.resolve("web.ova")));
    return ApplianceReader.read(bundle, ApplianceReader.ovfOf(bundle));
  }

  private Appliance read(SampleOvf ovf, String manifest) throws IOException {
    return read(
        new TarWriter()
            .file("web.ovf", ovf.bytes())
            .file("web.mf", manifest)
            .file("disk1.vmdk", "bytes"));
  }

  private static String sha256(byte[] bytes) {
    return Digests.hex(Digests.of("SHA-256").digest(bytes));
  }

  private static Appliance.Disk onlyDisk(Appliance appliance) {
    return appliance.machines().getFirst().disks().getFirst();
  }

  @Test
  void checksTheManifestOfOvfAndDisks() throws IOException {
    SampleOvf ovf = new SampleOvf();
    String disk = "bytes";
    Appliance appliance =
        read(
            ovf,
            "SHA256(web.ovf)= %s\nSHA1(disk1.vmdk)= %s\n"
                .formatted(
                    sha256(ovf.bytes()),
                    Digests.hex(
                        Digests.of("SHA-1").digest(disk.getBytes(StandardCharsets.UTF_8)))));
    AtomicLong done = new AtomicLong();
    onlyDisk(appliance).checks().getFirst().verify(done::set);
    assertThat(done).hasValue(5);
    assertThat(appliance.warnings()).isEmpty();
  }

  @Test
  void refusesAnOvfThatDiffersFromItsManifest() {
    String wrong = "SHA256(web.ovf)= " + "0".repeat(64);
    assertThatThrownBy(() -> read(new SampleOvf(), wrong))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("web.ova!web.ovf")
        .hasMessageContaining("changed");
  }

  @Test
  void refusesADiskThatDiffersFromItsManifest() throws IOException {
    var check =
        onlyDisk(read(new SampleOvf(), "SHA256(disk1.vmdk)= " + "0".repeat(64)))
            .checks()
            .getFirst();
    assertThatThrownBy(() -> check.verify(_ -> {}))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("disk1.vmdk")
        .hasMessageContaining(sha256("bytes".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void warnsOfManifestLinesWithoutFileAndDisksWithoutLine() throws IOException {
    Appliance appliance = read(new SampleOvf(), "SHA256(gone.vmdk)= " + "0".repeat(64));
    assertThat(appliance.warnings())
        .anySatisfy(w -> assertThat(w).contains("gone.vmdk", "missing"))
        .anySatisfy(w -> assertThat(w).contains("disk1.vmdk", "not listed"));
  }

  @Test
  void refusesAManifestThatIsNone() {
    assertThatThrownBy(() -> read(new SampleOvf(), "hello")).hasMessageContaining("web.mf line 1");
    assertThatThrownBy(() -> read(new SampleOvf(), "SHA256(a)= 12")).hasMessageContaining("digits");
    assertThatThrownBy(
            () -> read(new SampleOvf(), ("SHA256(a)= " + "0".repeat(64) + "\n").repeat(2)))
        .hasMessageContaining("second digest");
  }

  @Test
  void saysWhichDiskFileIsMissingAndWhichIsExtra() throws IOException {
    Appliance appliance =
        read(new TarWriter().file("web.ovf", new SampleOvf().bytes()).file("other.vmdk", "x"));
    assertThat(onlyDisk(appliance).problem()).contains("'disk1.vmdk'", "web.ova", "missing");
    assertThat(appliance.warnings())
        .anySatisfy(w -> assertThat(w).contains("other.vmdk", "not used"));
  }

  @Test
  void saysThatADiskFileIsCutOff() throws IOException {
    var ovf =
        new SampleOvf().files("<File ovf:href=\"disk1.vmdk\" ovf:id=\"file1\" ovf:size=\"9\"/>");
    assertThat(onlyDisk(read(ovf, "")).problem()).contains("5 bytes", "states 9");
  }

  @Test
  void saysThatCompressedChunkedAndRemoteDisksCannotBeRead() throws IOException {
    var gzip =
        new SampleOvf()
            .files("<File ovf:href=\"disk1.vmdk\" ovf:id=\"file1\" ovf:compression=\"gzip\"/>");
    var chunks =
        new SampleOvf().files("<File ovf:href=\"big.vmdk\" ovf:id=\"file1\" ovf:chunkSize=\"7\"/>");
    var remote = new SampleOvf().files("<File ovf:href=\"https://x/d.vmdk\" ovf:id=\"file1\"/>");
    assertThat(onlyDisk(read(gzip, "")).problem()).contains("compressed (gzip)");
    assertThat(onlyDisk(read(chunks, "")).problem()).contains("chunks");
    assertThat(onlyDisk(read(remote, "")).problem()).contains("another server");
  }

  @Test
  void refusesDiskFilesOutsideTheAppliance() {
    var ovf = new SampleOvf().files("<File ovf:href=\"../../etc/shadow\" ovf:id=\"file1\"/>");
    assertThatThrownBy(() -> read(ovf, ""))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("'..'");
  }

  @Test
  void refusesArchivesWithoutOrWithSeveralOvfs() {
    assertThatThrownBy(() -> read(new TarWriter().file("a.vmdk", "x")))
        .hasMessageContaining("no .ovf");
    assertThatThrownBy(() -> read(new TarWriter().file("a.ovf", "x").file("b.ovf", "x")))
        .hasMessageContaining("several");
  }

  @Test
  void refusesAHugeOvf() {
    assertThatThrownBy(() -> read(new TarWriter().file("a.ovf", new byte[5 << 20])))
        .hasMessageContaining("a.ovf is refused");
  }
}
