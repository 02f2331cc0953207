package io.wherry.vsphere;

import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.SourceConnection;
import io.wherry.testkit.vsphere.SimEstate;
import io.wherry.testkit.vsphere.SimVm;
import io.wherry.testkit.vsphere.VsphereDouble;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;

/** A vCenter of our own with one machine, for tests. */
final class Doubles implements AutoCloseable {
  /** Of the disk. */
  static final int SIZE = 8 << 20;

  private final Path folder;
  final SimEstate estate = new SimEstate();
  final VsphereDouble server = VsphereDouble.vcenter(estate);

  Doubles(Path folder) {
    this.folder = folder;
  }

  /** A disk whose second and last quarter hold random bytes. */
  Path disk(String name) throws IOException {
    Path file = folder.resolve(name + ".raw");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(SIZE);
      byte[] quarter = new byte[SIZE / 4];
      for (int i = 1; i < 4; i += 2) {
        new Random(name.hashCode() + i).nextBytes(quarter);
        raw.seek((long) i * quarter.length);
        raw.write(quarter);
      }
    }
    return file;
  }

  SimVm machine(String name) throws IOException {
    return estate.add(name, disk(name));
  }

  Endpoint endpoint() {
    return new Endpoint("u-1", "ns", "vc", server.url(), Map.of());
  }

  Credentials credentials() {
    return new Credentials(
        Map.of(
            "user", VsphereDouble.USER,
            "password", VsphereDouble.PASSWORD,
            "thumbprint", server.thumbprint()));
  }

  SourceConnection connect() {
    return new VsphereProvider(Clock.systemUTC()).connect(endpoint(), credentials());
  }

  @Override
  public void close() {
    server.close();
    estate.close();
  }
}
