package io.wherry.ovirt;

import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceProvider;
import io.wherry.testkit.ovirt.OvirtDouble;
import io.wherry.testkit.ovirt.OvirtEstate;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/** An engine of our own, for tests. */
final class Doubles implements AutoCloseable {
  /** Of the disks. */
  static final int SIZE = 8 << 20;

  private final Path folder;
  final OvirtEstate estate = new OvirtEstate();
  final OvirtDouble engine = OvirtDouble.start(estate);

  Doubles(Path folder) {
    this.folder = folder;
  }

  /** A disk whose second and last quarter hold random bytes. */
  static Path disk(Path folder, String name) throws IOException {
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

  String machine(String name) throws IOException {
    return estate.machine(name, disk(folder, name));
  }

  Endpoint endpoint() {
    return new Endpoint("u-1", "ns", "rhv", engine.url(), Map.of());
  }

  Credentials credentials() {
    return credentials(OvirtDouble.PASSWORD);
  }

  Credentials credentials(String password) {
    return new Credentials(
        Map.of("user", OvirtDouble.USER, "password", password, "ca.crt", engine.pem()));
  }

  /** Looks at the events all the time. */
  static SourceProvider provider() {
    return new OvirtProvider(Clock.systemUTC(), Duration.ofMillis(50));
  }

  SourceConnection connect() {
    return provider().connect(endpoint(), credentials());
  }

  @Override
  public void close() {
    engine.close();
  }
}
