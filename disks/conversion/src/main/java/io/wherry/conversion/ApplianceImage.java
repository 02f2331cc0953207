package io.wherry.conversion;

import io.wherry.conversion.graft.CpioArchive;
import io.wherry.conversion.graft.ModuleClosure;
import io.wherry.problems.Defect;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The kernel and initramfs of the conversion appliance, from what this machine has installed: a
 * Debian kernel, busybox, blkid and, if there, lvm. Put together for each conversion: that takes
 * some 100 ms, and a cache would have to be trusted and kept fresh.
 */
final class ApplianceImage {
  private static final List<String> MODULES =
      List.of(
          "virtio_pci",
          "virtio_blk",
          "ext4",
          "xfs",
          "btrfs",
          "dm_mod",
          "crc32c_generic",
          "crc32c_intel",
          "xxhash_generic",
          "sha256_generic",
          "blake2b_generic");

  private static final Pattern LIBRARY = Pattern.compile("(?:=> |^\\s*)(/\\S+) \\(0x");
  private static final String SCRIPT = "appliance-init.sh";

  private final ConversionTools tools;
  private final Session session;
  private final Set<String> added = new TreeSet<>();

  ApplianceImage(Session session) {
    this.session = session;
    this.tools = session.tools();
  }

  /** The newest kernel with its modules, cloud kernels first: they are smaller and start faster. */
  Optional<Path> kernel() {
    Path boot = tools.root().resolve("boot");
    try (Stream<Path> files = Files.list(boot)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("vmlinuz-"))
          .filter(Files::isReadable)
          .filter(f -> Files.exists(modules(f).resolve("modules.dep")))
          .max(
              Comparator.<Path, Boolean>comparing(f -> f.toString().contains("cloud"))
                  .thenComparing(Path::toString));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Path modules(Path kernel) {
    String version = kernel.getFileName().toString().substring("vmlinuz-".length());
    return tools.root().resolve("lib/modules").resolve(version);
  }

  /** Writes the initramfs that fits the kernel. */
  void write(Path kernel, Path busybox, Path to) throws IOException {
    write(kernel, busybox, to, new Content(script(), List.of("blkid", "lvm")));
  }

  /**
   * What makes one appliance differ from another.
   *
   * @param programs from this machine, those that are installed
   */
  record Content(byte[] init, List<String> programs) {}

  void write(Path kernel, Path busybox, Path to, Content content) throws IOException {
    Path modules = modules(kernel);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16);
        CpioArchive archive = new CpioArchive(out)) {
      archive.program("init", content.init());
      addModules(archive, modules);
      addProgram(archive, "bin/busybox", busybox);
      for (String name : content.programs()) {
        Optional<Path> program = tools.find(name);
        if (program.isPresent()) {
          addProgram(archive, "usr/sbin/" + name, program.get());
        }
      }
    }
  }

  private void addProgram(CpioArchive archive, String home, Path program) throws IOException {
    add(archive, home, program);
    for (String library : libraries(program.toString())) {
      add(archive, library.substring(1), Path.of(library));
    }
  }

  private void addModules(CpioArchive archive, Path modules) throws IOException {
    ModuleClosure closure =
        ModuleClosure.parse(
            Files.readString(modules.resolve("modules.dep")),
            Files.readString(modules.resolve("modules.builtin")));
    String home = "lib/modules/" + modules.getFileName();
    for (String file : closure.files(MODULES)) {
      add(archive, home + "/" + file, modules.resolve(file));
    }
    for (String index : List.of("modules.dep", "modules.builtin")) {
      add(archive, home + "/" + index, modules.resolve(index));
    }
  }

  private void add(CpioArchive archive, String name, Path file) throws IOException {
    if (!added.add(name)) {
      return;
    }
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      if (added.add(name.substring(0, slash))) {
        archive.directory(name.substring(0, slash));
      }
    }
    archive.program(name, Files.readAllBytes(file));
  }

  /** With the loader itself; of our own machine's programs, so asking ldd is safe. */
  private List<String> libraries(String program) {
    List<String> libraries = new ArrayList<>();
    Optional<Path> ldd = tools.find("ldd");
    if (ldd.isEmpty()) {
      return libraries;
    }
    new SupervisedProcess(
            List.of(ldd.get().toString(), program), session.log(), Map.of(), Duration.ofSeconds(20))
        .run(line -> {
          Matcher m = LIBRARY.matcher(line);
          if (m.find()) {
            libraries.add(m.group(1));
          }
        });
    return libraries;
  }

  private static byte[] script() throws IOException {
    try (InputStream in = ApplianceImage.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new Defect(SCRIPT + " is missing in the program.");
      }
      return in.readAllBytes();
    }
  }
}
