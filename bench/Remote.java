import io.wherry.blocks.BlockReader;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.RawFile;
import io.wherry.blocks.copy.CopyJob;
import io.wherry.blocks.copy.CopyListener;
import io.wherry.blocks.copy.CopyOptions;
import io.wherry.blocks.copy.CopyProgress;
import io.wherry.blocks.copy.DiskCopy;
import io.wherry.blocks.copy.Verification;
import io.wherry.blocks.http.HttpAddress;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.HttpSource;
import io.wherry.blocks.nbd.NbdAddress;
import io.wherry.blocks.nbd.NbdDisk;
import io.wherry.blocks.nbd.NbdOptions;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads a remote disk several times with so many readers and prints the seconds of each run but the
 * first, which warms the JVM. Arguments: read|copy, address, readers, runs, target's folder.
 */
final class Remote {
  private static final int CHUNK = 4 << 20;

  public static void main(String[] args) throws Exception {
    int readers = Integer.parseInt(args[2]);
    for (int run = 0; run <= Integer.parseInt(args[3]); run++) {
      Path target = Path.of(args[4], "copy.raw");
      clean(target.getParent());
      long start = System.nanoTime();
      try (BlockReader disk = open(args[1], readers)) {
        if (args[0].equals("copy")) {
          copy(disk, target, readers);
        } else {
          read(disk, readers);
        }
      }
      if (run > 0) {
        System.out.printf("%.3f%n", (System.nanoTime() - start) / 1e9);
      }
    }
    System.exit(0);
  }

  private static void clean(Path folder) throws Exception {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private static BlockReader open(String address, int readers) {
    if (NbdAddress.isNbd(address)) {
      return NbdDisk.open(NbdAddress.parse(address), NbdOptions.STANDARD);
    }
    HttpOptions options = HttpOptions.STANDARD.withConnections(readers);
    return DiskImages.open(
        HttpSource.open(HttpAddress.parse(address), options), DiskImages.Siblings.none(address));
  }

  private static void read(BlockReader disk, int readers) throws Exception {
    AtomicLong next = new AtomicLong();
    Callable<Void> work =
        () -> {
          ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
          try (BlockReader mine = disk.another()) {
            for (long at = next.getAndAdd(CHUNK);
                at < disk.size();
                at = next.getAndAdd(CHUNK)) {
              mine.read(at, buffer.clear().limit((int) Math.min(CHUNK, disk.size() - at)));
            }
          }
          return null;
        };
    List<Callable<Void>> works = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      works.add(work);
    }
    try (var pool = Executors.newFixedThreadPool(readers)) {
      for (var one : pool.invokeAll(works)) {
        one.get();
      }
    }
  }

  private static void copy(BlockReader disk, Path target, int workers) {
    try (RawFile raw = RawFile.open(target, disk.size())) {
      CopyOptions options = CopyOptions.of(Verification.INLINE).withConnections(workers);
      Path journal = target.resolveSibling("journal");
      new DiskCopy(new CopyJob(disk, "", raw, raw, journal, options), new Silent())
          .run(() -> DiskCopy.Blank.State.ZEROS);
    }
  }

  private static final class Silent implements CopyListener {
    @Override
    public void progress(CopyProgress progress) {}

    @Override
    public void note(String message) {
      System.err.println(message);
    }
  }
}
