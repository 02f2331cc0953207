package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wherry.kube.KubeApi;
import io.wherry.qemu.MachineHome;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The NoCloud seed of an instance.
 *
 * @source live-migration.md section 9.4
 */
final class CloudInit {
  private final KubeApi api;
  private final GuestFiles files;

  CloudInit(KubeApi api, GuestFiles files) {
    this.api = api;
    this.files = files;
  }

  Path seed(Resource instance, JsonNode source, MachineHome home) throws Waiting {
    Optional<String> user = part(instance, source, "userData", "secretRef");
    Optional<String> network = part(instance, source, "networkData", "networkDataSecretRef");
    if (user.isEmpty() && network.isEmpty()) {
      throw Waiting.never("CloudInitError", "cloudInitNoCloud has neither user nor network data.");
    }
    Path folder = home.folder().resolve("seed");
    try {
      Path _ = Files.createDirectories(folder);
      Path _ = Files.writeString(folder.resolve("meta-data"), metaData(instance));
      Path _ = Files.writeString(folder.resolve("user-data"), user.orElse("#cloud-config\n"));
      if (network.isPresent()) {
        Path _ = Files.writeString(folder.resolve("network-config"), network.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files.iso(home.folder().resolve("seed.iso"), "cidata", folder);
  }

  private static String metaData(Resource instance) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("instance-id", instance.need("spec", "domain", "firmware", "uuid"))
        .put("local-hostname", instance.text("spec", "hostname").orElse(instance.name()))
        .toString();
  }

  private Optional<String> part(Resource instance, JsonNode source, String field, String secretRef)
      throws Waiting {
    if (source.hasNonNull(field)) {
      return Optional.of(source.path(field).asText());
    }
    if (source.hasNonNull(field + "Base64")) {
      return Optional.of(decoded(source.path(field + "Base64").asText()));
    }
    String secretName = source.path(secretRef).path("name").asText();
    if (secretName.isEmpty()) {
      return Optional.empty();
    }
    Resource secret =
        api.get(new ResourceKey(Kinds.SECRET, instance.namespace(), secretName))
            .orElseThrow(
                () -> Waiting.later("CloudInitError", "Secret " + secretName + " does not exist."));
    for (String key : List.of(field.toLowerCase(java.util.Locale.ROOT), field)) {
      Optional<String> value = secret.text("data", key);
      if (value.isPresent()) {
        return Optional.of(decoded(value.get()));
      }
    }
    throw Waiting.later("CloudInitError", "Secret " + secretName + " has no key " + field + ".");
  }

  private static String decoded(String base64) throws Waiting {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw Waiting.never("CloudInitError", "The cloud-init data is not base64.");
    }
  }
}
