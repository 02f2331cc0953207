package io.wherry.vsphere.disks;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.ByteSource;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.http.HttpAddress;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.HttpSource;
import io.wherry.blocks.vmdk.VmdkDescriptor;
import io.wherry.problems.InvalidRequest;
import io.wherry.vsphere.vim.Session;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Files of datastores over HTTP, by ranges over several connections. Works where files are files:
 * VMFS and NFS.
 *
 * @source inventory-and-providers.md section 3.3 (a)
 */
final class FolderFiles {
  private final Session session;
  private final Optional<String> datacenter;
  private final HttpOptions options;

  /**
   * @param datacenter instead of the one that the vCenter has: hosts know only their own
   * @param connections at once for each file
   */
  FolderFiles(Session session, Optional<String> datacenter, int connections) {
    this.session = session;
    this.datacenter = datacenter;
    this.options =
        HttpOptions.STANDARD
            .withTrust(session.access().trust())
            .withSigner(session.signer())
            .withConnections(connections);
  }

  /**
   * The disk's extents as one raw disk: of a snapshot without others below it the file that it has
   * frozen, which nobody writes before the snapshot is removed. Blocks.
   *
   * @throws InvalidRequest a file is missing, or is not raw, or lies on another snapshot's
   */
  BlockReader open(DiskPlace place) {
    if (!place.disk().parent().isEmpty()) {
      throw new InvalidRequest(
          "Disk %s of VM %s cannot be read: its file %s holds only what was written since another snapshot of the machine. Remove the snapshots that the machine had before, consolidate its disks, and start the migration again."
              .formatted(place.id(), place.machine().value(), place.disk().file()));
    }
    ByteSource descriptor = source(place, place.path());
    try {
      BlockReader reader = VmdkDescriptor.read(descriptor).open(descriptor, siblings(place));
      if (reader.size() != place.disk().capacity()) {
        long size = reader.size();
        reader.close();
        throw new InvalidRequest(
            "The files of %s have %d bytes, vSphere says %d."
                .formatted(place.label(), size, place.disk().capacity()));
      }
      return reader;
    } catch (RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  /** Changes when the extent's file may have changed; empty when the server does not say. */
  String version(DiskPlace place) {
    try (BlockReader reader = open(place)) {
      return reader.version();
    }
  }

  private DiskImages.Siblings siblings(DiskPlace place) {
    String folder = place.path().substring(0, place.path().lastIndexOf('/') + 1);
    return name -> source(place, folder + name);
  }

  private ByteSource source(DiskPlace place, String path) {
    String encoded =
        Arrays.stream(path.split("/")).map(FolderFiles::encoded).collect(Collectors.joining("/"));
    URI uri =
        session
            .access()
            .at(
                "/folder/%s?dcPath=%s&dsName=%s"
                    .formatted(
                        encoded,
                        encoded(datacenter.orElse(place.datacenter())),
                        encoded(place.store())));
    return HttpSource.open(new HttpAddress(uri, Optional.empty()), options);
  }

  /** Blanks as codes: in a path a plus sign is a plus sign. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
