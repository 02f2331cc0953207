package io.wherry.rego.eval;

import io.wherry.rego.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one activation of a rule. The compiler makes sure that a slot is written before
 * it is read, so nothing is ever unbound.
 */
final class Frame {
  final Run run;
  final @Nullable Value[] slots;

  /** Under which documents the steps run; modifiers change it for a while. */
  World world;

  /** Where solutions go; what it is depends on the body's last step. */
  @Nullable Object yield;

  Frame(Run run, World world, int slots) {
    this.run = run;
    this.world = world;
    this.slots = new Value[slots];
  }

  Value slot(int number) {
    Value value = slots[number];
    if (value == null) {
      throw new IllegalStateException("slot " + number + " is read before it is written");
    }
    return value;
  }
}
