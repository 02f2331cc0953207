package io.wherry.blocks.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.HttpSource;
import io.wherry.peers.PythonPeers;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3PeerTest {
  @TempDir private Path folder;

  @Test
  void readsAnObjectWithAValidSignatureOnly() throws Exception {
    Path python = PythonPeers.need("moto_server").resolveSibling("python3");
    byte[] content = new byte[10_000_000];
    new Random(5).nextBytes(content);
    Path file = Files.write(folder.resolve("disk.img"), content);
    Path script = folder.resolve("server.py");
    try (var in = Objects.requireNonNull(getClass().getResourceAsStream("server.py"))) {
      long _ = Files.copy(in, script);
    }
    Process process =
        new ProcessBuilder(python.toString(), script.toString(), file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = process.inputReader()) {
      String[] words = out.readLine().replaceAll("[\\[\\]\" ]", "").split(",");
      checkReading(content, URI.create(words[0]), new S3Login(words[1], words[2], ""));
    } finally {
      process.destroy();
      int _ = process.waitFor();
    }
  }

  private static void checkReading(byte[] content, URI endpoint, S3Login login) {
    S3Address address = S3Address.parse("s3://disks/a folder/disk+1 é.img");
    try (HttpSource source = open(address, endpoint, login)) {
      assertThat(source.size()).isEqualTo(content.length);
      assertThat(source.version()).contains("etag");
      ByteBuffer all = ByteBuffer.allocate(content.length);
      source.read(0, all);
      assertThat(all.array()).isEqualTo(content);
    }
    S3Login wrong = new S3Login(login.accessKey(), "wrong" + login.secretKey(), "");
    assertThatThrownBy(() -> open(address, endpoint, wrong))
        .isInstanceOf(PeerRefused.class)
        .hasMessageContaining("SignatureDoesNotMatch")
        .hasMessageNotContaining(login.secretKey());
    S3Address missing = S3Address.parse("s3://disks/nothing");
    assertThatThrownBy(() -> open(missing, endpoint, login)).isInstanceOf(InvalidRequest.class);
  }

  private static HttpSource open(S3Address address, URI endpoint, S3Login login) {
    return S3Source.open(
        address,
        new S3Options(
            Optional.of(endpoint),
            "us-east-1",
            Optional.of(login),
            HttpOptions.STANDARD.withConnections(2),
            Clock.systemUTC()));
  }
}
