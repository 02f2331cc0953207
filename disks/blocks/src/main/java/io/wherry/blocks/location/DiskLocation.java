package io.wherry.blocks.location;

import io.wherry.blocks.http.HttpAddress;
import io.wherry.blocks.nbd.NbdAddress;
import io.wherry.blocks.s3.S3Address;
import io.wherry.problems.InvalidRequest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where a disk lies, as a user writes it. */
public sealed interface DiskLocation {
  /** A file or block device of this machine. */
  record Local(Path path) implements DiskLocation {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** An export of an NBD server. */
  record Nbd(NbdAddress address) implements DiskLocation {
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** A file on a web server. */
  record Http(HttpAddress address) implements DiskLocation {
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** An object in S3. */
  record S3(S3Address address) implements DiskLocation {
    @Override
    public String toString() {
      return "s3://" + address.bucket() + "/" + address.key();
    }
  }

  /**
   * Reads a path or a URL.
   *
   * @throws InvalidRequest it is neither
   */
  static DiskLocation parse(String text) {
    if (NbdAddress.isNbd(text)) {
      return new Nbd(NbdAddress.parse(text));
    }
    if (HttpAddress.isHttp(text)) {
      return new Http(HttpAddress.parse(text));
    }
    if (S3Address.isS3(text)) {
      return new S3(S3Address.parse(text));
    }
    if (text.matches("[a-zA-Z][a-zA-Z0-9+.-]*://.*")) {
      throw new InvalidRequest(
          "'%s://' is no way to reach a disk; use a path or one of nbd, nbds, nbd+unix, nbds+unix, http, https, s3."
              .formatted(text.substring(0, text.indexOf("://"))));
    }
    try {
      return new Local(Path.of(text));
    } catch (InvalidPathException e) {
      throw new InvalidRequest("'" + text + "' is no path: " + e.getReason() + ".");
    }
  }
}
