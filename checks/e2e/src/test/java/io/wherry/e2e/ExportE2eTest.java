package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.http.HttpAddress;
import io.wherry.blocks.http.HttpCalls;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.HttpSource;
import io.wherry.blocks.http.RequestSigner;
import io.wherry.blocks.tls.Trust;
import io.wherry.kube.KubeApi;
import io.wherry.problems.PeerRefused;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A claim is exported over HTTPS to whoever has the token. */
class ExportE2eTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final ResourceKey EXPORT = new ResourceKey(Kinds.EXPORT, "default", "data");

  @TempDir private Path folder;

  @Test
  void aClaimIsReadByRangesAndPacked() throws Exception {
    byte[] content = new byte[3 << 20];
    new Random(5).nextBytes(content);
    try (ServerProcess server = ServerProcess.start(folder.resolve("w"))) {
      KubeApi api = server.api();
      claim(api);
      await().atMost(SOON).until(() -> isBound(api));
      Files.write(Scenario.disk(server), content);
      Resource export = Resource.of(Kinds.EXPORT, "default", "data");
      export
          .tree()
          .putObject("spec")
          .putObject("source")
          .put("kind", "PersistentVolumeClaim")
          .put("name", "data");
      api.create(Kinds.EXPORT, export);
      await()
          .atMost(SOON)
          .until(() ->
              api.get(EXPORT).flatMap(e -> e.text("status", "phase")).orElse("").equals("Ready"));
      ObjectNode links =
          (ObjectNode) api.get(EXPORT).orElseThrow().at("status", "links", "external");
      String url = links.at("/volumes/0/formats/0/url").asText();
      HttpOptions options =
          HttpOptions.STANDARD
              .withTrust(Trust.authority(links.path("cert").asText()))
              .withRetries(1, Duration.ofMillis(10));
      HttpAddress raw = HttpAddress.parse(url);
      assertThatThrownBy(() -> HttpSource.open(raw, options)).isInstanceOf(PeerRefused.class);
      String token = token(api);
      RequestSigner signer = (_, _, _) -> Map.of("x-kubevirt-export-token", token);
      HttpSource source = HttpSource.open(raw, options.withSigner(signer));
      ByteBuffer bytes = ByteBuffer.allocate(content.length);
      source.read(0, bytes);
      source.close();
      assertThat(bytes.array()).isEqualTo(content);
      try (HttpCalls calls = new HttpCalls(options.withSigner(signer))) {
        URI packed = URI.create(links.at("/volumes/0/formats/1/url").asText());
        byte[] all =
            calls.document(new HttpCalls.Call("GET", packed, Map.of()), 8 << 20).orElseThrow();
        byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(all)).readAllBytes();
        assertThat(unpacked).isEqualTo(content);
      }
    }
  }

  private static void claim(KubeApi api) {
    Resource claim = Resource.of(Kinds.PVC, "default", "data");
    ObjectNode spec = claim.tree().putObject("spec").put("storageClassName", "local-raw");
    spec.putArray("accessModes").add("ReadWriteOnce");
    spec.putObject("resources").putObject("requests").put("storage", "3Mi");
    api.create(Kinds.PVC, claim);
  }

  private static boolean isBound(KubeApi api) {
    return api.get(new ResourceKey(Kinds.PVC, "default", "data"))
        .flatMap(c -> c.text("status", "phase"))
        .filter("Bound"::equals)
        .isPresent();
  }

  private static String token(KubeApi api) {
    Resource secret =
        api.get(new ResourceKey(Kinds.SECRET, "default", "export-token-data")).orElseThrow();
    return new String(
        Base64.getDecoder().decode(secret.text("data", "token").orElseThrow()),
        StandardCharsets.US_ASCII);
  }
}
