package io.wherry.rego.compile;

import io.wherry.rego.value.Value;
import java.util.List;

/**
 * Terms with names resolved. Calls are gone: a literal of their own binds their result to a slot.
 * References and comprehensions stand only at the top of equations and tests.
 */
sealed interface Core {
  record Constant(Value value) implements Core {}

  /** A variable: a place in the rule's frame. */
  record Slot(int number) implements Core {}

  /** A reference that begins at a document of the world. */
  record Document(Root root, List<Core> path) implements Core {}

  /** A reference into the value of a variable. */
  record Within(Slot head, List<Core> path) implements Core {}

  record Items(List<Core> items) implements Core {}

  record Members(List<Core> items) implements Core {}

  record Pairs(List<Pair> pairs) implements Core {}

  record Pair(Core key, Core value) {}

  /**
   * @param keys the key of an object's comprehension, else empty
   */
  record Comprehension(Shape shape, List<Core> keys, Core value, List<Line> body) implements Core {}

  /** Documents that references begin at. */
  enum Root {
    INPUT,
    DATA
  }

  /** What a comprehension makes. */
  enum Shape {
    ARRAY,
    SET,
    OBJECT
  }
}
