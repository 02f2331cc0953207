package io.wherry.exports;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.BlockReader;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.FileRegion;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/** Opens what exports offer, for callers with the right token. Safe for several threads. */
public final class Exports {
  private final KubeApi api;
  private final Function<Resource, Path> folders;

  /**
   * @param folders where a PersistentVolume is on this machine; throws {@link InvalidRequest} for
   *     one that is not
   */
  public Exports(KubeApi api, Function<Resource, Path> folders) {
    this.api = api;
    this.folders = folders;
  }

  /**
   * The export, for a caller who has its token.
   *
   * @throws PeerRefused there is none, or the token is another one; which, is not told
   */
  private Resource permitted(ExportPath path, String token) {
    Optional<Resource> export =
        api.get(new ResourceKey(Kinds.EXPORT, path.namespace(), path.name()));
    String secret = export.flatMap(e -> e.text("status", "tokenSecretRef")).orElse("");
    Optional<byte[]> wanted =
        secret.isEmpty()
            ? Optional.empty()
            : api.get(new ResourceKey(Kinds.SECRET, path.namespace(), secret))
                .flatMap(s -> s.text("data", "token"))
                .map(t -> Base64.getDecoder().decode(t));
    boolean right =
        wanted.isPresent()
            && wanted.get().length > 0
            && MessageDigest.isEqual(wanted.get(), token.getBytes(StandardCharsets.UTF_8));
    if (!right) {
      throw new PeerRefused("There is no such export, or the token is not its own.");
    }
    return export.orElseThrow();
  }

  /**
   * Opens a disk. Blocks.
   *
   * @throws PeerRefused the token is wrong
   * @throws PeerUnavailable somebody may write the disk now
   * @throws InvalidRequest the export has no such disk
   */
  public BlockReader disk(ExportPath path, String token) {
    Resource export = permitted(path, token);
    ExportSource source = ExportSource.of(api, export);
    if (!source.obstacle().isEmpty()) {
      throw new PeerUnavailable("Export " + path.name() + " waits: " + source.obstacle());
    }
    if (!source.claims().contains(path.claim())) {
      throw new InvalidRequest("Export " + path.name() + " has no volume " + path.claim() + ".");
    }
    Resource volume =
        api.get(new ResourceKey(Kinds.PVC, path.namespace(), path.claim()))
            .flatMap(c -> c.text("spec", "volumeName"))
            .flatMap(name -> api.get(new ResourceKey(Kinds.PV, "", name)))
            .orElseThrow(() -> new InvalidRequest("Claim " + path.claim() + " has no volume."));
    FileRegion file = FileRegion.openDisk(folders.apply(volume).resolve("disk.img"));
    return volume.annotation("wherry.io/disk-format").filter("qcow2"::equals).isPresent()
        ? DiskImages.open(file, DiskImages.Siblings.none(path.claim()))
        : DiskImages.raw(file);
  }

  /**
   * The manifests as a List.
   *
   * @throws PeerRefused the token is wrong
   */
  public ObjectNode manifests(ExportPath path, String token) {
    Resource export = permitted(path, token);
    ObjectNode list =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "List");
    ArrayNode items = list.putArray("items");
    if (path.what().equals(ExportPath.SECRET)) {
      Resource secret = Resource.of(Kinds.SECRET, path.namespace(), "header-secret-" + path.name());
      secret
          .tree()
          .put("type", "Opaque")
          .putObject("stringData")
          .put("token", "x-kubevirt-export-token:" + token);
      items.add(secret.tree());
      return list;
    }
    ExportSource source = ExportSource.of(api, export);
    if (!source.machine().isEmpty()) {
      api.get(new ResourceKey(Kinds.VM, path.namespace(), source.machine()))
          .ifPresent(vm -> items.add(bare(vm)));
    }
    return list;
  }

  /** Without what only holds here. */
  private static ObjectNode bare(Resource machine) {
    ObjectNode tree = machine.mutableCopy();
    tree.remove("status");
    ((ObjectNode) tree.get("metadata"))
        .remove(
            java.util.List.of(
                "uid",
                "resourceVersion",
                "generation",
                "creationTimestamp",
                "managedFields",
                "ownerReferences",
                "finalizers"));
    return tree;
  }
}
