package io.wherry.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.VolumePlaces;
import io.wherry.resources.WorkerMount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a pod's volumes into folders and files of this machine. */
final class PodVolumes {
  /** Name of the disk inside a volume, as KubeVirt wants it. */
  private static final String DISK = "disk.img";

  private final KubeApi api;
  private final VolumePlaces places;

  PodVolumes(KubeApi api, VolumePlaces places) {
    this.api = api;
    this.places = places;
  }

  private record Place(Path path, String format, boolean readOnly, long capacityBytes) {
    static Place folder(Path path) {
      return new Place(path, "raw", false, 0);
    }
  }

  /** Where each mount and device of the pod's container really is. */
  List<WorkerMount> resolve(Resource pod, PodHome home) throws CannotRun {
    Map<String, Place> places = new LinkedHashMap<>();
    for (JsonNode volume : pod.items("spec", "volumes")) {
      places.put(volume.path("name").asText(), place(pod, volume, home));
    }
    JsonNode container = pod.at("spec", "containers").path(0);
    List<WorkerMount> mounts = new ArrayList<>();
    for (JsonNode mount : container.path("volumeMounts")) {
      Place place = needPlace(places, mount);
      mounts.add(
          new WorkerMount(
              mount.path("mountPath").asText(),
              sub(place.path(), mount.path("subPath").asText()).toString(),
              place.format(),
              place.readOnly() || mount.path("readOnly").asBoolean(),
              place.capacityBytes()));
    }
    for (JsonNode device : container.path("volumeDevices")) {
      Place place = needPlace(places, device);
      mounts.add(
          new WorkerMount(
              device.path("devicePath").asText(),
              place.path().resolve(DISK).toString(),
              place.format(),
              place.readOnly(),
              place.capacityBytes()));
    }
    return mounts;
  }

  private static Place needPlace(Map<String, Place> places, JsonNode use) throws CannotRun {
    Place place = places.get(use.path("name").asText());
    if (place == null) {
      throw CannotRun.never(
          "InvalidVolume",
          "The container mounts '"
              + use.path("name").asText()
              + "', which is no volume of the pod.");
    }
    return place;
  }

  private static Path sub(Path folder, String subPath) throws CannotRun {
    Path result = folder.resolve(subPath).normalize();
    if (!result.startsWith(folder)) {
      throw CannotRun.never("InvalidVolume", "subPath '" + subPath + "' leaves its volume.");
    }
    return result;
  }

  private Place place(Resource pod, JsonNode volume, PodHome home) throws CannotRun {
    String name = volume.path("name").asText();
    if (volume.has("persistentVolumeClaim")) {
      return claim(pod.namespace(), volume.path("persistentVolumeClaim"));
    }
    if (volume.has("emptyDir")) {
      return Place.folder(home.volume(name));
    }
    if (volume.has("secret")) {
      return secret(pod.namespace(), volume.path("secret"), home.volume(name));
    }
    if (volume.has("configMap")) {
      return configMap(pod.namespace(), volume.path("configMap"), home.volume(name));
    }
    if (volume.has("nfs")) {
      Path share =
          Shares.locate(volume.at("/nfs/server").asText(), volume.at("/nfs/path").asText());
      return new Place(share, "raw", volume.at("/nfs/readOnly").asBoolean(), 0);
    }
    throw CannotRun.never(
        "UnsupportedVolume",
        "Volume '" + name + "' is of a kind that a standalone node does not have.");
  }

  private Place claim(String namespace, JsonNode source) throws CannotRun {
    String claimName = source.path("claimName").asText();
    Optional<Resource> claim = api.get(new ResourceKey(Kinds.PVC, namespace, claimName));
    if (claim.isEmpty()) {
      throw CannotRun.notYet("PersistentVolumeClaim " + claimName + " does not exist (yet).");
    }
    Optional<Resource> volume =
        claim
            .get()
            .text("spec", "volumeName")
            .flatMap(v -> api.get(new ResourceKey(Kinds.PV, "", v)));
    if (volume.isEmpty()) {
      throw CannotRun.notYet("PersistentVolumeClaim " + claimName + " is not bound to a volume.");
    }
    return new Place(
        folder(volume.get()),
        volume.get().annotation("wherry.io/disk-format").orElse("raw"),
        source.path("readOnly").asBoolean(),
        Quantities.bytes(volume.get().text("spec", "capacity", "storage").orElse("0")));
  }

  private Path folder(Resource volume) throws CannotRun {
    try {
      return places.folder(volume);
    } catch (InvalidRequest unreachable) {
      throw CannotRun.never("UnsupportedVolume", String.valueOf(unreachable.getMessage()));
    }
  }

  private Place secret(String namespace, JsonNode source, Path folder) throws CannotRun {
    String name = source.path("secretName").asText();
    Map<String, byte[]> files = new LinkedHashMap<>();
    Resource secret = need(new ResourceKey(Kinds.SECRET, namespace, name), source);
    secret.map("data").forEach((k, v) -> files.put(k, Base64.getDecoder().decode(v)));
    return written(files, folder);
  }

  private Place configMap(String namespace, JsonNode source, Path folder) throws CannotRun {
    String name = source.path("name").asText();
    Map<String, byte[]> files = new LinkedHashMap<>();
    Resource map = need(new ResourceKey(Kinds.CONFIG_MAP, namespace, name), source);
    map.map("data").forEach((k, v) -> files.put(k, v.getBytes(StandardCharsets.UTF_8)));
    map.map("binaryData").forEach((k, v) -> files.put(k, Base64.getDecoder().decode(v)));
    return written(files, folder);
  }

  private Resource need(ResourceKey key, JsonNode source) throws CannotRun {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty() && source.path("optional").asBoolean()) {
      return Resource.of(key.kind(), key.namespace(), key.name());
    }
    return found.orElseThrow(() -> CannotRun.notYet(key + " does not exist (yet)."));
  }

  private static Place written(Map<String, byte[]> files, Path folder) throws CannotRun {
    for (var file : files.entrySet()) {
      if (!file.getKey().matches("[-._a-zA-Z0-9]+") || file.getKey().startsWith("..")) {
        throw CannotRun.never("InvalidVolume", "Key '" + file.getKey() + "' is no file name.");
      }
      PodHome.write(folder.resolve(file.getKey()), file.getValue());
    }
    return Place.folder(folder);
  }
}
