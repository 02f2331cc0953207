package io.wherry.volumes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.VolumePlaces;
import java.util.Optional;

/** The storage classes every standalone server has. */
public final class LocalClasses {
  /** Provisioner of classes whose volumes are folders of the machine. */
  public static final String PROVISIONER = "wherry.io/local";

  static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
  private static final String FIELD_MANAGER = "wherry-volumes";

  /** Value of the label of nodes that reach a share. */
  static final String YES = "true";

  private static final String SHARE = "share";

  private LocalClasses() {}

  /** The share that volumes of the class lie in; empty for those of one node. */
  static Optional<String> share(Resource storageClass) {
    return storageClass.text("parameters", SHARE);
  }

  /**
   * Makes {@code local-raw} (default) and {@code local-qcow2} with their profiles, whose volumes
   * one node reaches. Repeatable.
   */
  public static void bootstrap(KubeApi api) {
    // Only when missing: a user who made another class the default keeps his choice.
    if (api.get(new ResourceKey(Kinds.STORAGE_CLASS, "", "local-raw")).isEmpty()) {
      ObjectNode raw = storageClass("local-raw", DiskFormat.RAW);
      ((ObjectNode) raw.get("metadata")).putObject("annotations").put(DEFAULT_CLASS, "true");
      Resource _ = api.apply(Kinds.STORAGE_CLASS, new Resource(raw), FIELD_MANAGER);
    }
    if (api.get(new ResourceKey(Kinds.STORAGE_CLASS, "", "local-qcow2")).isEmpty()) {
      Resource qcow2 = new Resource(storageClass("local-qcow2", DiskFormat.QCOW2));
      Resource _ = api.apply(Kinds.STORAGE_CLASS, qcow2, FIELD_MANAGER);
    }
    profile(api, "local-raw");
    profile(api, "local-qcow2");
  }

  /**
   * Makes {@code shared-raw} and {@code shared-qcow2}, whose volumes lie in a folder that every
   * node with the share reaches, so that machines can migrate. Repeatable.
   */
  public static void bootstrapShared(KubeApi api, String share) {
    for (DiskFormat format : DiskFormat.values()) {
      String name = "shared-" + format.wire();
      if (api.get(new ResourceKey(Kinds.STORAGE_CLASS, "", name)).isEmpty()) {
        ObjectNode tree = storageClass(name, format);
        ((ObjectNode) tree.get("parameters")).put(SHARE, share);
        ObjectNode term =
            tree.putArray("allowedTopologies")
                .addObject()
                .putArray("matchLabelExpressions")
                .addObject();
        term.put("key", VolumePlaces.SHARE_LABEL + share).putArray("values").add(YES);
        Resource _ = api.apply(Kinds.STORAGE_CLASS, new Resource(tree), FIELD_MANAGER);
      }
      profile(api, name);
    }
  }

  private static ObjectNode storageClass(String name, DiskFormat format) {
    ObjectNode tree = Resource.of(Kinds.STORAGE_CLASS, "", name).tree();
    tree.put("provisioner", PROVISIONER);
    tree.putObject("parameters").put("format", format.wire());
    tree.put("reclaimPolicy", "Delete").put("volumeBindingMode", "Immediate");
    return tree;
  }

  private static void profile(KubeApi api, String name) {
    ResourceKey key = new ResourceKey(Kinds.STORAGE_PROFILE, "", name);
    if (api.get(key).isPresent()) {
      return;
    }
    Resource _ = api.apply(Kinds.STORAGE_PROFILE, profileOf(name), FIELD_MANAGER);
    ObjectNode patch = Resource.of(Kinds.STORAGE_PROFILE, "", name).tree();
    ObjectNode status = patch.putObject("status");
    status.put("provisioner", PROVISIONER).put("storageClass", name);
    ObjectNode set = status.putArray("claimPropertySets").addObject();
    set.putArray("accessModes").add("ReadWriteMany").add("ReadWriteOnce");
    set.put("volumeMode", "Filesystem");
    Resource _ = api.patchStatus(key, patch);
  }

  private static Resource profileOf(String name) {
    Resource profile = Resource.of(Kinds.STORAGE_PROFILE, "", name);
    profile.tree().putObject("spec");
    return profile;
  }
}
