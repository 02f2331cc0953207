package io.wherry.apiserver.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.FieldProblem;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.SchemaRules;
import io.wherry.apiserver.schema.FieldError;
import io.wherry.apiserver.schema.StructuralSchema;
import io.wherry.resources.Kinds;
import java.util.ArrayList;
import java.util.List;

/** Judges objects by the structural schemas of their kinds. */
final class StructuralRules implements SchemaRules {
  private final KindSchemas schemas;

  StructuralRules(KindSchemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public List<String> pruneAndDefault(KindDefinition kind, ObjectNode object) {
    StructuralSchema schema = schemas.of(kind);
    List<String> dropped = schema.prune(object);
    schema.applyDefaults(object);
    return dropped;
  }

  @Override
  public List<FieldProblem> validate(KindDefinition kind, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>(schemas.of(kind).validate(object));
    if (kind.ref().equals(Kinds.CRD) && errors.isEmpty()) {
      errors.addAll(DefinitionChecks.of(object));
    }
    return errors.stream()
        .map(error -> new FieldProblem(error.path(), error.reason().name(), error.body()))
        .toList();
  }
}
