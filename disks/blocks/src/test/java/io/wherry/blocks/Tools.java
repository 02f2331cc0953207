package io.wherry.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Independent tools and test images. */
public final class Tools {
  private Tools() {}

  /** Runs a program and gives its output; fails when it fails. */
  public static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(String.join(" ", command) + "\n" + output).isZero();
    return output;
  }

  /** A sparse raw image with a few runs of random bytes, at odd places too. */
  public static Path image(Path file, long size, long seed) throws IOException {
    Random random = new Random(seed);
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      f.setLength(size);
      for (int i = 0; i < 12; i++) {
        byte[] run = new byte[1 + random.nextInt(900_000)];
        random.nextBytes(run);
        f.seek((long) (random.nextDouble() * Math.max(1, size - run.length)));
        f.write(run, 0, (int) Math.min(run.length, size - f.getFilePointer()));
      }
      f.seek(size - 512);
      f.write(new byte[] {1, 2, 3, 4});
    }
    return file;
  }

  /** Converts with qemu-img. */
  public static Path convert(Path from, Path to, String format, String options)
      throws IOException, InterruptedException {
    String output =
        options.isEmpty()
            ? run("qemu-img", "convert", "-f", "raw", "-O", format, from.toString(), to.toString())
            : run(
                "qemu-img",
                "convert",
                "-f",
                "raw",
                "-O",
                format,
                "-o",
                options,
                from.toString(),
                to.toString());
    assertThat(output).doesNotContain("rror");
    return to;
  }
}
