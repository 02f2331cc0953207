package io.wherry.policy;

import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler.Next;
import io.wherry.kube.KubeApi;
import io.wherry.rego.SourceFile;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes users' rules out of ConfigMaps, as soon as they change.
 *
 * @source validation-rules.md 4
 */
public final class RuleConfigMaps {
  /** The present name, and the one of older documentation. */
  private static final List<String> NAMES =
      List.of("forklift-validation-config", "validation-service-config");

  /** What etcd stores of a ConfigMap at most. */
  private static final int MOST_CHARACTERS = 1_048_576;

  private final KubeApi api;
  private final String namespace;
  private final LiveRules rules;

  public RuleConfigMaps(KubeApi api, String namespace, LiveRules rules) {
    this.api = api;
    this.namespace = namespace;
    this.rules = rules;
  }

  public ControllerSpec spec() {
    return new ControllerSpec("validation-rules", Kinds.CONFIG_MAP, List.of(), this::reconcile, 1);
  }

  private Next reconcile(ResourceKey key) {
    if (key.namespace().equals(namespace) && NAMES.contains(key.name())) {
      rules.use(files());
    }
    return Next.onChange();
  }

  private List<SourceFile> files() {
    List<SourceFile> files = new ArrayList<>();
    int left = MOST_CHARACTERS;
    for (String name : NAMES) {
      Optional<Resource> map = api.get(new ResourceKey(Kinds.CONFIG_MAP, namespace, name));
      if (map.isPresent()) {
        for (var entry : map.get().at("data").properties()) {
          String text = entry.getValue().asText();
          left -= text.length();
          if (entry.getKey().endsWith(".rego") && left >= 0) {
            files.add(new SourceFile(name + "/" + entry.getKey(), text));
          }
        }
      }
    }
    return files;
  }
}
