package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.KubeApi;
import io.wherry.qemu.MachineHome;
import io.wherry.qemu.MachineSpec.Access;
import io.wherry.resources.Kinds;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the file behind each volume of an instance. */
final class GuestVolumes {
  private static final String DISK = "disk.img";

  private final KubeApi api;
  private final GuestFiles files;

  GuestVolumes(KubeApi api, GuestFiles files) {
    this.api = api;
    this.files = files;
  }

  /** A file and how it may be used. */
  record Backing(Path file, String format, Access access) {}

  Backing find(Resource instance, JsonNode volume, MachineHome home) throws Waiting {
    String name = volume.path("name").asText();
    if (volume.has("persistentVolumeClaim")) {
      return claim(instance, volume.at("/persistentVolumeClaim/claimName").asText());
    }
    if (volume.has("dataVolume")) {
      String dataVolume = volume.at("/dataVolume/name").asText();
      awaitImport(instance, dataVolume);
      return claim(instance, dataVolume);
    }
    if (volume.has("cloudInitNoCloud")) {
      Path seed = new CloudInit(api, files).seed(instance, volume.path("cloudInitNoCloud"), home);
      return new Backing(seed, "raw", Access.READ_ONLY);
    }
    if (volume.has("emptyDisk")) {
      long bytes = Quantities.bytes(volume.at("/emptyDisk/capacity").asText("0"));
      return new Backing(files.emptyDisk(home, name, bytes), "qcow2", Access.READ_WRITE);
    }
    throw Waiting.never(
        "UnsupportedVolume",
        "Volume '%s' is of a kind that a standalone node does not have; it knows persistentVolumeClaim, dataVolume, cloudInitNoCloud and emptyDisk."
            .formatted(name));
  }

  private void awaitImport(Resource instance, String name) throws Waiting {
    Optional<Resource> dataVolume =
        api.get(new ResourceKey(Kinds.DATA_VOLUME, instance.namespace(), name));
    if (dataVolume.isEmpty()) {
      return; // finished ones may be cleaned up; the claim decides
    }
    String phase = dataVolume.get().text("status", "phase").orElse("Pending");
    if (phase.equals("Failed")) {
      throw Waiting.later("DataVolumeError", "DataVolume " + name + " failed.");
    }
    if (!phase.equals("Succeeded")) {
      throw Waiting.later("Provisioning", "DataVolume " + name + " is " + phase + ".");
    }
  }

  private Backing claim(Resource instance, String name) throws Waiting {
    Resource claim =
        api.get(new ResourceKey(Kinds.PVC, instance.namespace(), name))
            .orElseThrow(() ->
                Waiting.later(
                    "ErrorPvcNotFound", "PersistentVolumeClaim " + name + " does not exist."));
    Resource volume =
        claim
            .text("spec", "volumeName")
            .flatMap(v -> api.get(new ResourceKey(Kinds.PV, "", v)))
            .orElseThrow(() ->
                Waiting.later(
                    "WaitingForVolumeBinding",
                    "PersistentVolumeClaim " + name + " is not bound to a volume."));
    String path =
        volume
            .text("spec", "local", "path")
            .orElseThrow(() ->
                Waiting.never(
                    "UnsupportedVolume", volume + " is not a local volume of this machine."));
    return new Backing(
        Path.of(path, DISK),
        volume.annotation("wherry.io/disk-format").orElse("raw"),
        Access.READ_WRITE);
  }
}
