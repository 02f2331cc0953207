package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.MachineHome;
import io.wherry.qemu.MachineSpec.Access;
import io.wherry.qemu.MachineSpec.Cache;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import io.wherry.resources.VolumePlaces;
import java.nio.file.Path;

/** Finds the file behind each volume of an instance. */
final class GuestVolumes {
  private static final String DISK = "disk.img";

  private final KubeApi api;
  private final GuestFiles files;
  private final VolumePlaces places;
  private final VolumeReadiness readiness;
  private final DiskCaches caches = new DiskCaches();

  GuestVolumes(KubeApi api, GuestFiles files, VolumePlaces places) {
    this.api = api;
    this.files = files;
    this.places = places;
    this.readiness = new VolumeReadiness(api);
  }

  /** A file and how it may be used. */
  record Backing(Path file, String format, Access access, Cache cache) {
    Backing(Path file, String format, Access access) {
      this(file, format, access, Cache.WRITEBACK);
    }
  }

  Backing find(Resource instance, JsonNode volume, MachineHome home) throws Waiting {
    String name = volume.path("name").asText();
    if (volume.has("persistentVolumeClaim")) {
      return claim(instance, volume.at("/persistentVolumeClaim/claimName").asText());
    }
    if (volume.has("dataVolume")) {
      String dataVolume = volume.at("/dataVolume/name").asText();
      readiness.awaitImport(instance, dataVolume);
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

  /** The file behind a claim. */
  Backing claim(Resource instance, String name) throws Waiting {
    Resource volume = readiness.volume(instance, name);
    try {
      Path folder = places.folder(volume);
      boolean shared = volume.annotation(VolumePlaces.SHARE).isPresent();
      return new Backing(
          folder.resolve(DISK),
          volume.annotation("wherry.io/disk-format").orElse("raw"),
          Access.READ_WRITE,
          shared ? caches.of(folder) : Cache.WRITEBACK);
    } catch (InvalidRequest unreachable) {
      throw Waiting.never("UnsupportedVolume", String.valueOf(unreachable.getMessage()));
    }
  }
}
