package io.wherry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * An OVA with one disk, made by qemu-img and tar.
 *
 * @param catalog the folder that holds it
 * @param original the disk as it was before, raw
 * @param size of the disk in bytes
 */
public record TestAppliance(Path catalog, Path original, long size) {
  /** Name of the file. */
  public static final String OVA = "tiny.ova";

  /**
   * Makes one below the folder; blocks for a second.
   *
   * @param digest of the disk for the manifest; the right one when empty
   */
  public static TestAppliance make(Path folder, long size, String digest)
      throws IOException, InterruptedException {
    Path catalog = Files.createDirectories(folder.resolve("catalog"));
    Path work = Files.createDirectories(folder.resolve("work"));
    Path original = image(work.resolve("original.raw"), size);
    Path vmdk = work.resolve("tiny-disk1.vmdk");
    run(
        work,
        "qemu-img",
        "convert",
        "-f",
        "raw",
        "-O",
        "vmdk",
        "-o",
        "subformat=streamOptimized",
        original.toString(),
        vmdk.toString());
    Path ovf = Files.writeString(work.resolve("tiny.ovf"), ovf(size, Files.size(vmdk)));
    String right = digest.isEmpty() ? sha256(vmdk) : digest;
    Files.writeString(
        work.resolve("tiny.mf"),
        "SHA256(tiny.ovf)= %s\nSHA256(tiny-disk1.vmdk)= %s\n".formatted(sha256(ovf), right));
    run(
        work,
        "tar",
        "--format=ustar",
        "-cf",
        catalog.resolve(OVA).toString(),
        "tiny.ovf",
        "tiny.mf",
        "tiny-disk1.vmdk");
    return new TestAppliance(catalog, original, size);
  }

  private static Path image(Path file, long size) throws IOException {
    Random random = new Random(5);
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      f.setLength(size);
      byte[] block = new byte[1 << 20];
      for (long at = 0; at + block.length <= size; at += 3L << 20) {
        random.nextBytes(block);
        f.seek(at);
        f.write(block);
      }
    }
    return file;
  }

  /** Runs a program that must succeed. */
  public static void run(Path folder, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(String.join(" ", command) + "\n" + output).isZero();
  }

  private static String sha256(Path file) throws IOException {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  private static String ovf(long capacity, long fileSize) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
     xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
     xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
     <References><File ovf:href="tiny-disk1.vmdk" ovf:id="file1" ovf:size="%d"/></References>
     <DiskSection><Info>disks</Info>
      <Disk ovf:capacity="%d" ovf:capacityAllocationUnits="byte" ovf:diskId="d1" ovf:fileRef="file1"
       ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
     </DiskSection>
     <VirtualSystem ovf:id="11111111-2222-3333-4444-555555555555"><Info>vm</Info><Name>tiny</Name>
      <VirtualHardwareSection><Info>hw</Info>
       <Item><rasd:ElementName>1 CPU</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID>
        <rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>1</rasd:VirtualQuantity></Item>
       <Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits>
        <rasd:ElementName>memory</rasd:ElementName><rasd:InstanceID>2</rasd:InstanceID>
        <rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>64</rasd:VirtualQuantity></Item>
       <Item><rasd:ElementName>SCSI</rasd:ElementName><rasd:InstanceID>3</rasd:InstanceID>
        <rasd:ResourceType>6</rasd:ResourceType></Item>
       <Item><rasd:ElementName>Hard Disk 1</rasd:ElementName>
        <rasd:HostResource>ovf:/disk/d1</rasd:HostResource><rasd:InstanceID>4</rasd:InstanceID>
        <rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></Item>
      </VirtualHardwareSection>
     </VirtualSystem>
    </Envelope>
    """
        .formatted(fileSize, capacity)
        .strip();
  }
}
