package io.wherry.apiserver.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.expressions.ValidationRules;
import io.wherry.apiserver.schema.BuiltinSchemas;
import io.wherry.apiserver.schema.StructuralSchema;
import io.wherry.resources.KindRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The compiled schema of each kind; compiled again when the kind's definition changes. */
final class KindSchemas {
  /** More kinds than any installation has: definitions came and went, start anew. */
  private static final int MANY = 2_000;

  private record Compiled(JsonNode source, StructuralSchema schema, ValidationRules rules) {}

  private final BuiltinSchemas builtin;
  private final Map<KindRef, Compiled> custom = new ConcurrentHashMap<>();

  KindSchemas(BuiltinSchemas builtin) {
    this.builtin = builtin;
  }

  StructuralSchema of(KindDefinition kind) {
    KindRef ref = kind.ref();
    if (kind.origin() == KindDefinition.Origin.BUILT_IN) {
      return builtin
          .forKind(ref.group(), ref.version(), ref.kind())
          .orElseGet(() -> customSchema(kind));
    }
    return customSchema(kind);
  }

  /** The expressions in the schema of a custom kind. */
  ValidationRules validations(KindDefinition kind) {
    return compiled(kind).rules();
  }

  private StructuralSchema customSchema(KindDefinition kind) {
    return compiled(kind).schema();
  }

  private Compiled compiled(KindDefinition kind) {
    Compiled known = custom.get(kind.ref());
    if (known != null && known.source() == kind.schema()) {
      return known;
    }
    Compiled fresh =
        new Compiled(
            kind.schema(),
            compile(kind.schema()),
            ValidationRules.compile(kind.schema(), "schema"));
    if (custom.size() >= MANY) {
      custom.clear();
    }
    custom.put(kind.ref(), fresh);
    return fresh;
  }

  private StructuralSchema compile(JsonNode source) {
    StructuralSchema schema =
        source instanceof ObjectNode object && !object.isEmpty()
            ? StructuralSchema.compile(object)
            : StructuralSchema.anything();
    return schema.withMetadata(builtin.objectMeta());
  }
}
