package io.wherry.apiserver.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.FieldProblem;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.SchemaRules;
import io.wherry.apiserver.expressions.ValidationRules;
import io.wherry.apiserver.schema.FieldError;
import io.wherry.apiserver.schema.StructuralSchema;
import io.wherry.resources.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Judges objects by the structural schemas of their kinds. */
final class StructuralRules implements SchemaRules {
  private static final Set<FieldError.Reason> BLOCKING =
      Set.of(
          FieldError.Reason.FieldValueRequired,
          FieldError.Reason.FieldValueTypeInvalid,
          FieldError.Reason.FieldValueTooLong,
          FieldError.Reason.FieldValueTooMany);

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
  public List<FieldProblem> validate(KindDefinition kind, ObjectNode before, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>(schemas.of(kind).validate(object));
    if (kind.origin() == KindDefinition.Origin.CUSTOM) {
      errors.addAll(broken(schemas.validations(kind), before, object, errors));
    }
    if (kind.ref().equals(Kinds.CRD) && errors.isEmpty()) {
      errors.addAll(DefinitionChecks.of(object));
    }
    return errors.stream()
        .map(error -> new FieldProblem(error.path(), error.reason().name(), error.body()))
        .toList();
  }

  /** Expressions trust that values have their types, so they wait until a schema is satisfied. */
  private static List<FieldError> broken(
      ValidationRules rules, ObjectNode before, ObjectNode object, List<FieldError> found) {
    if (rules.isEmpty()) {
      return List.of();
    }
    if (found.stream().noneMatch(error -> BLOCKING.contains(error.reason()))) {
      return rules.check(before, object);
    }
    return List.of(
        FieldError.invalid(
            "<nil>",
            "\"null\"",
            "some validation rules were not checked because the object was invalid; correct the"
                + " existing errors to complete validation"));
  }
}
