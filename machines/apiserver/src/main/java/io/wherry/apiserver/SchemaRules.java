package io.wherry.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Structural schemas at work. Thread-safe; implementations may cache compiled schemas. */
public interface SchemaRules {
  /**
   * Removes what the schema does not know and sets defaults, in place.
   *
   * @return paths of the removed fields ({@code spec.foo}), in order
   */
  List<String> pruneAndDefault(KindDefinition kind, ObjectNode object);

  /**
   * What is wrong with the object; empty when it is valid. {@code apiVersion}, {@code kind} and
   * {@code metadata} are checked by the server, not here.
   *
   * @param before the stored object, which transition rules look at; an empty one for a new object
   */
  List<FieldProblem> validate(KindDefinition kind, ObjectNode before, ObjectNode object);
}
