package io.wherry.cli.disk;

import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.location.DiskFormat;
import io.wherry.blocks.location.DiskLocation;
import io.wherry.blocks.location.SourceDisk;
import io.wherry.blocks.s3.S3Login;
import io.wherry.blocks.s3.S3Options;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Opens sources for the commands; keys for S3 come from the environment, as with AWS's tools. */
final class SourceOptions {
  private SourceOptions() {}

  static SourceDisk open(String text, Optional<DiskFormat> format) {
    return SourceDisk.open(DiskLocation.parse(text), format, s3(System.getenv()));
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
