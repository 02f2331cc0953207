package io.wherry.storage.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Resource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The storage classes of the cluster and what their profiles say. Pure. */
record StorageClasses(List<Resource> classes, List<Resource> profiles) {
  private static final String VIRT_DEFAULT = "storageclass.kubevirt.io/is-default-virt-class";
  private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";

  boolean has(String name) {
    return find(name).isPresent();
  }

  private Optional<Resource> find(String name) {
    return classes.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /** The class that a volume goes to unless somebody says otherwise; empty when there is none. */
  String preferredFor(String source) {
    Optional<String> provisioner = find(source).flatMap(c -> c.text("provisioner"));
    Comparator<Resource> order =
        Comparator.comparing((Resource c) -> !isMarked(c, VIRT_DEFAULT))
            .thenComparing(c -> !isMarked(c, DEFAULT))
            .thenComparing(c -> !c.text("provisioner").equals(provisioner))
            .thenComparing(Resource::name);
    return Stream.concat(
            classes.stream().filter(c -> !c.name().equals(source)).sorted(order),
            find(source).stream())
        .map(Resource::name)
        .findFirst()
        .orElse("");
  }

  /** Access modes that the profile of a class offers; empty when it says nothing. */
  Set<String> accessModes(String name) {
    Set<String> modes = new HashSet<>();
    profiles.stream()
        .filter(p -> p.name().equals(name))
        .flatMap(p -> p.items("status", "claimPropertySets").stream())
        .forEach(set -> set.path("accessModes").forEach(m -> modes.add(m.asText())));
    return modes;
  }

  /** As the status of a plan lists them. */
  ArrayNode toJson() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Resource c : classes) {
      ObjectNode entry = list.addObject().put("name", c.name());
      entry.put("provisioner", c.text("provisioner").orElse(""));
      if (isMarked(c, DEFAULT)) {
        entry.put("default", true);
      }
      ArrayNode modes = entry.putArray("volumeAccessModes");
      profiles.stream()
          .filter(p -> p.name().equals(c.name()))
          .flatMap(p -> p.items("status", "claimPropertySets").stream())
          .forEach(modes::add);
    }
    return list;
  }

  private static boolean isMarked(Resource storageClass, String annotation) {
    return storageClass.annotation(annotation).filter("true"::equals).isPresent();
  }
}
