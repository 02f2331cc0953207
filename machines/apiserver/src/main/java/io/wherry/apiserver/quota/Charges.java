package io.wherry.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Quantities;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What objects count for in a ResourceQuota. Every resource of a quota is charged by objects of one
 * kind only.
 *
 * @source Kubernetes documentation, "Resource Quotas"
 */
final class Charges {
  private static final String OF_CLASS = ".storageclass.storage.k8s.io/";
  private static final String STORAGE = "requests.storage";
  private static final String CLAIMS = "persistentvolumeclaims";
  private static final Set<String> COUNTED_BY_NAME =
      Set.of(
          CLAIMS, "services", "secrets", "configmaps", "resourcequotas", "replicationcontrollers");
  private static final Set<String> POD_RESOURCES =
      Set.of(
          "pods",
          "cpu",
          "memory",
          "requests.cpu",
          "requests.memory",
          "limits.cpu",
          "limits.memory");

  private Charges() {}

  /** What the object is charged for, by resource; nothing for the empty object. */
  static Map<String, BigDecimal> of(Bucket bucket, JsonNode object) {
    Map<String, BigDecimal> charges = new TreeMap<>();
    if (object.isEmpty()) {
      return charges;
    }
    charges.put("count/" + qualified(bucket), BigDecimal.ONE);
    if (bucket.group().isEmpty()) {
      if (COUNTED_BY_NAME.contains(bucket.plural())) {
        charges.put(bucket.plural(), BigDecimal.ONE);
      }
      if (bucket.plural().equals(CLAIMS)) {
        claim(charges, object);
      } else if (bucket.plural().equals("pods")) {
        pod(charges, object);
      }
    }
    return charges;
  }

  /** What the objects of one kind are charged for together. */
  static Map<String, BigDecimal> sum(Bucket bucket, List<StoredObject> objects) {
    Map<String, BigDecimal> sum = new TreeMap<>();
    boolean sized =
        bucket.group().isEmpty()
            && (bucket.plural().equals(CLAIMS) || bucket.plural().equals("pods"));
    if (sized) {
      for (StoredObject object : objects) {
        of(bucket, object.tree()).forEach((r, a) -> sum.merge(r, a, BigDecimal::add));
      }
    } else if (!objects.isEmpty()) {
      BigDecimal count = BigDecimal.valueOf(objects.size());
      of(bucket, objects.getFirst().tree()).forEach((r, one) -> sum.put(r, one.multiply(count)));
    }
    return sum;
  }

  private static String qualified(Bucket bucket) {
    return bucket.group().isEmpty() ? bucket.plural() : bucket.plural() + "." + bucket.group();
  }

  private static void claim(Map<String, BigDecimal> charges, JsonNode claim) {
    BigDecimal size = quantity(claim.at("/spec/resources/requests/storage"));
    charges.put(STORAGE, size);
    String storageClass = claim.at("/spec/storageClassName").asText();
    if (!storageClass.isEmpty()) {
      charges.put(storageClass + OF_CLASS + STORAGE, size);
      charges.put(storageClass + OF_CLASS + CLAIMS, BigDecimal.ONE);
    }
  }

  /** A pod that has ended uses nothing but its place among the objects. */
  private static void pod(Map<String, BigDecimal> charges, JsonNode pod) {
    String phase = pod.at("/status/phase").asText();
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      return;
    }
    charges.put("pods", BigDecimal.ONE);
    for (String resource : new String[] {"cpu", "memory"}) {
      BigDecimal requested = sum(pod, "requests", resource);
      charges.put(resource, requested);
      charges.put("requests." + resource, requested);
      charges.put("limits." + resource, sum(pod, "limits", resource));
    }
  }

  private static BigDecimal sum(JsonNode pod, String side, String resource) {
    BigDecimal sum = BigDecimal.ZERO;
    for (JsonNode container : pod.at("/spec/containers")) {
      sum = sum.add(quantity(container.path("resources").path(side).path(resource)));
    }
    return sum;
  }

  static BigDecimal quantity(JsonNode text) {
    try {
      return text.asText().isEmpty() ? BigDecimal.ZERO : Quantities.value(text.asText());
    } catch (InvalidRequest _) {
      return BigDecimal.ZERO; // stored before quantities were checked
    }
  }

  /** The kind whose objects are charged for the resource, if we know one. */
  static java.util.Optional<Bucket> chargedKind(String resource) {
    if (resource.startsWith("count/")) {
      String name = resource.substring("count/".length());
      int dot = name.indexOf('.');
      return java.util.Optional.of(
          dot < 0
              ? new Bucket("", name)
              : new Bucket(name.substring(dot + 1), name.substring(0, dot)));
    }
    if (resource.equals(STORAGE) || resource.contains(OF_CLASS)) {
      return java.util.Optional.of(new Bucket("", CLAIMS));
    }
    if (POD_RESOURCES.contains(resource)) {
      return java.util.Optional.of(new Bucket("", "pods"));
    }
    return COUNTED_BY_NAME.contains(resource)
        ? java.util.Optional.of(new Bucket("", resource))
        : java.util.Optional.empty();
  }

  /** An amount as people write it: {@code 10Gi}, {@code 500m}, {@code 3}. */
  static String text(String resource, BigDecimal amount) {
    boolean whole = amount.stripTrailingZeros().scale() <= 0;
    if (!whole) {
      return amount.movePointRight(3).setScale(0, java.math.RoundingMode.CEILING) + "m";
    }
    long value = amount.longValue();
    if (!resource.endsWith("storage") && !resource.endsWith("memory")) {
      return Long.toString(value);
    }
    String[] suffixes = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    int step = 0;
    while (value != 0 && value % 1024 == 0 && step < suffixes.length - 1) {
      value /= 1024;
      step++;
    }
    return value + suffixes[step];
  }
}
