package io.wherry.conversion;

import io.wherry.problems.PeerRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The programs and the machine a converter may use.
 *
 * @param searchPath directories with programs, in order
 * @param root {@code /}, or the directory that stands for it in tests: where /boot and /lib/modules
 *     are
 * @param virtV2vTimeout 75 to 140 s were measured for a small guest under TCG; big guests take
 *     longer
 */
public record ConversionTools(
    List<Path> searchPath, Path root, Accelerator accelerator, Duration virtV2vTimeout) {

  /** What a Debian-like machine offers. */
  public static ConversionTools standard() {
    return new ConversionTools(
        List.of(
            Path.of("/usr/local/sbin"),
            Path.of("/usr/local/bin"),
            Path.of("/usr/sbin"),
            Path.of("/usr/bin"),
            Path.of("/sbin"),
            Path.of("/bin")),
        Path.of("/"),
        Accelerator.TCG,
        Duration.ofHours(2));
  }

  /** The same with another accelerator. */
  public ConversionTools with(Accelerator other) {
    return new ConversionTools(searchPath, root, other, virtV2vTimeout);
  }

  /** The program, if it is installed. */
  Optional<Path> find(String program) {
    return searchPath.stream().map(d -> d.resolve(program)).filter(Files::isExecutable).findFirst();
  }

  /**
   * The program.
   *
   * @throws PeerRefused not installed, with the command that installs it
   */
  Path need(String program, String debianPackages) {
    return find(program)
        .orElseThrow(() ->
            new PeerRefused(
                program
                    + " is needed to convert the guest, but is not installed on this machine. Install it with:"
                    + " apt-get install --no-install-recommends "
                    + debianPackages));
  }
}
