package io.wherry.vmimport.check;

import io.wherry.control.Condition;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.Lookup;
import io.wherry.spi.Ref;
import io.wherry.spi.SourceType;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.ProviderPair;
import io.wherry.vmimport.model.ProviderView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What network maps and storage maps have in common. Pure. */
final class MapRules {
  private MapRules() {}

  /** The two providers as they are now. */
  record Pair(
      ProviderPair refs, Optional<ProviderView> source, Optional<ProviderView> destination) {

    static Pair observe(KubeApi api, ProviderPair refs) {
      return new Pair(refs, get(api, refs.source()), get(api, refs.destination()));
    }

    private static Optional<ProviderView> get(KubeApi api, NamespacedRef ref) {
      return ref.isSet()
          ? api.get(ref.key(Kinds.PROVIDER)).map(ProviderView::new)
          : Optional.empty();
    }

    List<ResourceKey> keys() {
      return List.of(refs.source().key(Kinds.PROVIDER), refs.destination().key(Kinds.PROVIDER));
    }
  }

  static List<Condition> providers(Pair pair) {
    List<Condition> found = new ArrayList<>();
    provider("Source", pair.refs().source(), pair.source()).ifPresent(found::add);
    provider("Destination", pair.refs().destination(), pair.destination()).ifPresent(found::add);
    pair.source()
        .filter(ProviderView::isHost)
        .map(s ->
            Said.critical(
                "SourceProviderNotValid",
                "TypeNotValid",
                "The source provider "
                    + pair.refs().source()
                    + " is the destination cluster itself.",
                "Choose the provider that has the VMs."))
        .ifPresent(found::add);
    pair.destination()
        .filter(d -> d.type().filter(SourceType.OPENSHIFT::equals).isEmpty())
        .map(d ->
            Said.critical(
                "DestinationProviderNotValid",
                "TypeNotValid",
                "The destination provider " + pair.refs().destination() + " is not openshift.",
                "Choose a provider of type openshift, for example 'host'."))
        .ifPresent(found::add);
    return found;
  }

  private static Optional<Condition> provider(
      String side, NamespacedRef ref, Optional<ProviderView> provider) {
    String word = side.equals("Source") ? "source" : "destination";
    if (provider.isPresent()) {
      return provider.get().isReady()
          ? Optional.empty()
          : Optional.of(
              Said.critical(
                  side + "ProviderNotReady",
                  "NotReady",
                  "The " + word + " provider " + ref + " is not ready.",
                  "See the conditions of the provider."));
    }
    String type = side + "ProviderNotValid";
    return Optional.of(
        ref.isSet()
            ? Said.critical(
                type,
                "NotFound",
                "The " + word + " provider " + ref + " does not exist.",
                "Create it, or correct spec.provider." + word + ".")
            : Said.critical(
                type,
                "NotSet",
                "No " + word + " provider is given.",
                "Set spec.provider." + word + "."));
  }

  /** Judges the source of one row. */
  static Optional<Condition> source(String type, Ref ref, Lookup<?> lookup) {
    Condition condition =
        switch (lookup) {
          case Lookup.Found<?> _, Lookup.NotReady<?> _ -> null;
          case Lookup.NotFound<?> _ ->
              ref.isSet()
                  ? Said.warn(
                      type,
                      "NotFound",
                      "The source " + ref + " is not in the inventory.",
                      "Remove the row if nothing uses it any more.")
                  : Said.critical(
                      type, "NotSet", "A row has no source.", "Give id or name of the source.");
          case Lookup.Ambiguous<?>(int matches) ->
              Said.critical(
                  type,
                  "Ambiguous",
                  "The name " + ref + " means " + matches + " objects of the source.",
                  "Use the id.");
        };
    return Optional.ofNullable(condition).map(c -> Said.about(c, List.of(ref.toString())));
  }
}
