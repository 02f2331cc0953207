package io.wherry.vmimport;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings as the ForkliftController object says now, above those that the program was started
 * with. The oldest object counts when there are several. A value that cannot be used is left out,
 * with a warning; the others count.
 */
public final class LiveSettings implements Supplier<ImportSettings>, Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

  private final KubeApi api;
  private final ImportSettings base;
  private final Object reading = new Object();
  private volatile @Nullable ImportSettings current;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public LiveSettings(KubeApi api, ImportSettings base) {
    this.api = api;
    this.base = base;
  }

  /** The controller that follows the object. */
  public ControllerSpec spec() {
    return new ControllerSpec("settings", Kinds.FORKLIFT_CONTROLLER, List.of(), this, 1);
  }

  /** Called after each change, on the controller's thread. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** The settings now. The first call reads them from the API and blocks. */
  @Override
  public ImportSettings get() {
    ImportSettings known = current;
    if (known != null) {
      return known;
    }
    synchronized (reading) {
      ImportSettings other = current;
      ImportSettings read = other == null ? read() : other;
      current = read;
      return read;
    }
  }

  @Override
  public Next reconcile(ResourceKey key) {
    ImportSettings before = get();
    ImportSettings now = read();
    current = now;
    if (!now.equals(before)) {
      tell(before, now);
      listeners.forEach(Runnable::run);
    }
    return Next.onChange();
  }

  private ImportSettings read() {
    return api.list(Kinds.FORKLIFT_CONTROLLER, Selection.ALL).stream()
        .min(
            Comparator.comparing((Resource c) -> c.at("metadata", "creationTimestamp").asText())
                .thenComparing(Resource::namespace)
                .thenComparing(Resource::name))
        .map(c -> of(c, base))
        .orElse(base);
  }

  private static ImportSettings of(Resource controller, ImportSettings base) {
    ImportSettings settings = base;
    for (SettingField field : SettingField.ALL) {
      JsonNode value = controller.at("spec", field.name());
      if (value.isMissingNode() || value.isNull()) {
        continue;
      }
      try {
        settings = field.with().apply(settings, value.asText().strip());
      } catch (InvalidRequest e) {
        LOG.warn(
            "{} has {} = {}, which cannot be used: {}. {} stays in force",
            controller,
            field.name(),
            value,
            e.getMessage(),
            field.shown().apply(base));
      }
    }
    return settings;
  }

  private static void tell(ImportSettings before, ImportSettings now) {
    for (SettingField field : SettingField.ALL) {
      String was = field.shown().apply(before);
      String is = field.shown().apply(now);
      if (!was.equals(is)) {
        LOG.info("{} is {} now, was {}", field.name(), is, was);
      }
    }
  }
}
