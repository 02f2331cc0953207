package io.wherry.inventory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.ConnectionForm;
import io.wherry.spi.ConnectionForm.Field;
import io.wherry.spi.ConnectionForm.Manner;
import io.wherry.spi.SourceProvider;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What each type of provider must be told, for consoles: they know no types. */
final class FormsJson {
  private FormsJson() {}

  /** By title. */
  static ArrayNode of(Collection<SourceProvider> providers) {
    ArrayNode forms = JsonNodeFactory.instance.arrayNode();
    providers.stream()
        .filter(p -> p.form().isPresent())
        .sorted(Comparator.comparing(p -> p.form().get().title()))
        .forEach(p -> forms.add(form(p, p.form().get())));
    return forms;
  }

  private static ObjectNode form(SourceProvider provider, ConnectionForm form) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", provider.type().wire())
            .put("title", form.title())
            .put("blurb", form.blurb())
            .put("tls", form.tls() == ConnectionForm.Tls.VERIFIED)
            .put("storageCollection", provider.storageCollection());
    fill(node.putObject("url"), form.url());
    ArrayNode fields = node.putArray("fields");
    form.fields().stream()
        .filter(f -> !f.manners().contains(Manner.RARE))
        .forEach(f -> fill(fields.addObject(), f));
    return node;
  }

  private static void fill(ObjectNode node, Field field) {
    node.put("key", field.key())
        .put("title", field.title())
        .put("to", field.place().name().toLowerCase(Locale.ROOT));
    if (!field.help().isEmpty()) {
      node.put("help", field.help());
    }
    if (field.manners().contains(Manner.REQUIRED)) {
      node.put("required", true);
    }
    if (field.manners().contains(Manner.HIDDEN)) {
      node.put("secret", true);
    }
    if (!field.options().isEmpty()) {
      field.options().forEach(node.putArray("options")::add);
    }
    field.when().ifPresent(when -> node.putArray("when").add(when.key()).add(when.value()));
  }
}
