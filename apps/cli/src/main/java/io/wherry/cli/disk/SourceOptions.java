package io.wherry.cli.disk;

import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.location.DiskFormat;
import io.wherry.blocks.location.DiskLocation;
import io.wherry.blocks.location.ReadOptions;
import io.wherry.blocks.location.ReadOptions.Writers;
import io.wherry.blocks.location.SourceDisk;
import io.wherry.blocks.s3.S3Login;
import io.wherry.blocks.s3.S3Options;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What commands let people say about a disk that is read. Keys for S3 come from the environment, as
 * with AWS's tools.
 */
final class SourceOptions {
  @Option(
      names = "--format",
      description =
          "The disk's format: raw, vmdk, qcow2, vdi, vhdx or vpc. Found out by its first bytes when left away.")
  private @Nullable String format;

  @Option(
      names = "--backing-folder",
      paramLabel = "DIR",
      description =
          "A folder in which files may lie that the image refers to, beside its own folder. May be given several times.")
  private List<Path> folders = List.of();

  @Option(
      names = "--force-share",
      description =
          "Read the file although another program, such as a running machine, writes to it. What comes out is of no single moment.")
  private boolean shared;

  ReadOptions options() {
    return options(Optional.ofNullable(format));
  }

  /** The same for another disk of the command. */
  ReadOptions options(Optional<String> otherFormat) {
    return new ReadOptions(
        otherFormat.map(DiskFormat::named),
        folders,
        s3(System.getenv()),
        shared ? Writers.ALLOWED : Writers.REFUSED);
  }

  SourceDisk open(String text) {
    return SourceDisk.open(DiskLocation.parse(text), options());
  }

  static S3Options s3(Map<String, String> environment) {
    Optional<S3Login> login =
        environment.containsKey("AWS_ACCESS_KEY_ID")
            ? Optional.of(
                new S3Login(
                    environment.getOrDefault("AWS_ACCESS_KEY_ID", ""),
                    environment.getOrDefault("AWS_SECRET_ACCESS_KEY", ""),
                    environment.getOrDefault("AWS_SESSION_TOKEN", "")))
            : Optional.empty();
    return new S3Options(
        Optional.ofNullable(environment.get("AWS_ENDPOINT_URL")).map(URI::create),
        environment.getOrDefault("AWS_REGION", "us-east-1"),
        login,
        HttpOptions.STANDARD,
        Clock.systemUTC());
  }
}
