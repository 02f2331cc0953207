package io.wherry.vmimport.check;

import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.model.HookView;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Validates Hooks.
 *
 * @source plans-and-migrations.md section 2.4
 */
final class HookController implements Reconciler {
  private static final Pattern IMAGE =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9._-]*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
              + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?");

  private final KubeApi api;
  private final StatusWriter status;

  HookController(Surroundings around) {
    this.api = around.api();
    this.status = new StatusWriter(around.api(), around.clock());
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isPresent()) {
      List<Condition> judged = judge(found.get().view(HookView::new));
      if (!Conditions.anyBlocks(judged)) {
        judged.add(Said.required("Ready", "", "The hook is ready."));
      }
      status.write(Kinds.HOOK, found.get(), StatusWriter.Statement.of(judged));
    }
    return Next.onChange();
  }

  /** Pure: syntax only; whether an image can be pulled is seen when it runs. */
  static List<Condition> judge(HookView hook) {
    List<Condition> found = new ArrayList<>();
    if (!hook.image().isEmpty() && !IMAGE.matcher(hook.image()).matches()) {
      found.add(
          Said.critical(
              "InvalidImage",
              "InvalidImage",
              "'" + hook.image() + "' is no image name.",
              "Write registry/name:tag."));
    }
    if (!isBase64(hook.playbook())) {
      found.add(
          Said.critical(
              "InvalidPlaybook",
              "DataError",
              "The playbook is not base64.",
              "Encode it: base64 -w0 playbook.yml."));
    }
    execution(hook)
        .map(message ->
            Said.critical(
                "InvalidHookExecute",
                "NotValid",
                message,
                "Give either an image, with or without a playbook, or an aap block."))
        .ifPresent(found::add);
    return found;
  }

  private static Optional<String> execution(HookView hook) {
    boolean image = !hook.image().isEmpty() || !hook.playbook().isEmpty();
    if (hook.aap().isEmpty()) {
      return hook.image().isEmpty()
          ? Optional.of("The hook has neither an image nor an aap block.")
          : Optional.empty();
    }
    HookView.Aap aap = hook.aap().get();
    if (image) {
      return Optional.of("The hook has both an image or playbook and an aap block.");
    }
    if (aap.jobTemplateId() <= 0) {
      return Optional.of("aap.jobTemplateId must be above 0.");
    }
    if (aap.url().isEmpty() != !aap.tokenSecret().isSet()) {
      return Optional.of("aap.url and aap.tokenSecret belong together; one is missing.");
    }
    return aap.url().isEmpty()
        ? Optional.of("The hook names no automation platform and none is set for the cluster.")
        : Optional.empty();
  }

  private static boolean isBase64(String text) {
    try {
      return Base64.getMimeDecoder().decode(text) != null && text.matches("[A-Za-z0-9+/=\\s]*");
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
