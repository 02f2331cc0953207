package io.wherry.cli.disk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.RawFile;
import io.wherry.blocks.copy.Changes;
import io.wherry.blocks.copy.CopyOptions;
import io.wherry.blocks.copy.JournalView;
import io.wherry.blocks.location.DiskFormat;
import io.wherry.blocks.location.DiskLocation;
import io.wherry.blocks.location.ReadOptions;
import io.wherry.blocks.location.SourceDisk;
import io.wherry.blocks.nbd.NbdDisk;
import io.wherry.blocks.nbd.NbdOptions;
import io.wherry.blocks.siblings.SiblingDisks;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What need not be read or written. */
final class ReuseOptions {
  @Option(
      names = "--changes",
      paramLabel = "FILE",
      description =
          "JSON array of {start, length}: what changed since the last finished copy to this target.")
  private @Nullable Path changes;

  @Option(
      names = "--bitmap",
      paramLabel = "NAME",
      description = "The same from a dirty bitmap that the source's NBD server offers.")
  private @Nullable String bitmap;

  @Option(
      names = "--sibling",
      paramLabel = "DISK",
      description =
          "A raw disk that wherry copied to the target's file system, or a folder of such: chunks that it holds are shared (XFS, btrfs). May be repeated.")
  private List<Path> siblings = List.of();

  @Option(
      names = "--source-journal",
      paramLabel = "FILE",
      description =
          "The journal of the copy that made the source: chunks that a sibling holds are not even read.")
  private @Nullable Path sourceJournal;

  /** Opens the source; with its bitmap on the same connection, since a server may take only one. */
  SourceDisk open(DiskLocation source, ReadOptions options) {
    if (changes != null && bitmap != null) {
      throw new InvalidRequest("--changes and --bitmap say the same; use one of them.");
    }
    if (bitmap == null) {
      return SourceDisk.open(source, options);
    }
    if (!(source instanceof DiskLocation.Nbd nbd)) {
      throw new InvalidRequest("--bitmap needs an NBD server as the source, not " + source + ".");
    }
    NbdOptions asking = NbdOptions.STANDARD.withBitmaps(List.of(bitmap));
    NbdDisk disk = NbdDisk.open(nbd.address(), asking);
    return new SourceDisk(DiskFormat.RAW, disk.version(), disk);
  }

  CopyOptions applied(CopyOptions options, BlockReader source, BlockWriter target)
      throws IOException {
    return options.withChanges(changes(source)).withSiblings(siblings(options, target));
  }

  private Changes changes(BlockReader source) throws IOException {
    if (bitmap != null && source instanceof NbdDisk disk) {
      return new Changes.SinceLast(disk.dirty(bitmap));
    }
    return changes == null ? Changes.UNKNOWN : new Changes.SinceLast(ranges(changes));
  }

  private static List<Extent> ranges(Path file) throws IOException {
    List<Extent> ranges = new ArrayList<>();
    for (JsonNode range : new ObjectMapper().readTree(file.toFile())) {
      long start = range.path("start").asLong(-1);
      long length = range.path("length").asLong(-1);
      if (start < 0 || length <= 0 || start + length < 0) {
        throw new InvalidRequest(
            file + ": " + range + " is no range; write [{\"start\": 0, \"length\": 4096}].");
      }
      ranges.add(new Extent(start, length, ExtentKind.DATA));
    }
    return ranges;
  }

  private io.wherry.blocks.copy.KnownChunks siblings(CopyOptions options, BlockWriter target)
      throws IOException {
    if (siblings.isEmpty()) {
      return options.siblings();
    }
    if (!(target instanceof RawFile raw)) {
      throw new InvalidRequest("--sibling needs a raw file as the target.");
    }
    List<SiblingDisks.Sibling> found = new ArrayList<>();
    for (Path path : siblings) {
      found.addAll(found(path));
    }
    return new SiblingDisks(raw, found, digests());
  }

  private Optional<JournalView> digests() {
    if (sourceJournal == null) {
      return Optional.empty();
    }
    Optional<JournalView> view = JournalView.of(sourceJournal);
    if (view.isEmpty()) {
      throw new InvalidRequest(sourceJournal + " is no journal of a finished copy.");
    }
    return view;
  }

  private static List<SiblingDisks.Sibling> found(Path path) throws IOException {
    List<Path> files = List.of(path);
    if (Files.isDirectory(path)) {
      try (Stream<Path> inside = Files.list(path)) {
        files = inside.filter(Files::isRegularFile).sorted().toList();
      }
    }
    return files.stream()
        .flatMap(file ->
            JournalView.of(JournalPlace.beside(file)).stream()
                .map(view -> new SiblingDisks.Sibling(file, view)))
        .toList();
  }
}
