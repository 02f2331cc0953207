package io.wherry.worker;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.RawFile;
import io.wherry.blocks.copy.CopyJob;
import io.wherry.blocks.copy.CopyListener;
import io.wherry.blocks.copy.CopyOptions;
import io.wherry.blocks.copy.CopyResult;
import io.wherry.blocks.copy.DiskCopy;
import io.wherry.problems.PeerRefused;
import io.wherry.resources.WorkerTask;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/** Where a disk goes: a raw file or device, or a qcow2 file through qemu-nbd. */
record TargetDisk(PodPaths.Place place, WorkerTask.Disk disk) {
  CopyResult copy(BlockReader source, String version, CopyOptions options, CopyListener listener) {
    Path journal = CopyMemory.of(place.path()).journal();
    forgetConversion();
    CopyResult result =
        place.format().equals("qcow2")
            ? Qcow2Target.copy(source, version, place.path(), journal, options, listener)
            : raw(source, version, journal, options, listener);
    sync(folder());
    return result;
  }

  private CopyResult raw(
      BlockReader source,
      String version,
      Path journal,
      CopyOptions options,
      CopyListener listener) {
    try (RawFile target = RawFile.open(place.path(), source.size())) {
      var job = new CopyJob(source, version, target, target, journal, options);
      return new DiskCopy(job, listener)
          .run(() -> {
            target.wipe();
            return DiskCopy.Blank.State.ZEROS;
          });
    }
  }

  /**
   * An unfinished conversion of an earlier run must not be continued on what is copied now. Steps
   * run copy before conversion, so whatever is there is of the past.
   */
  private void forgetConversion() {
    Path work = folder().resolve(ConvertCommand.WORK);
    if (!Files.isDirectory(work, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new PeerRefused("The folder " + work + " cannot be removed: " + e.getMessage(), e);
    }
  }

  private Path folder() {
    return Objects.requireNonNull(place.path().toAbsolutePath().getParent());
  }

  private static void sync(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw new PeerRefused(directory + " could not be made durable: " + e.getMessage(), e);
    }
  }
}
