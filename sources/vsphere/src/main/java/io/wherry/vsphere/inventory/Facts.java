package io.wherry.vsphere.inventory;

import io.wherry.vsphere.soap.MoRef;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one object now. Written by the collector's thread only. */
final class Facts {
  private final MoRef ref;
  private final Map<Prop<?>, Object> values = new IdentityHashMap<>(4);

  Facts(MoRef ref) {
    this.ref = ref;
  }

  MoRef ref() {
    return ref;
  }

  /** The value, or what stands for a missing one. */
  @SuppressWarnings("unchecked") // put() keeps each value with the property that made it
  <T> T get(Prop<T> prop) {
    Object value = values.get(prop);
    return value == null ? prop.missing() : (T) value;
  }

  /**
   * Keeps a value; null forgets it.
   *
   * @return whether it is another value than before
   */
  boolean put(Prop<?> prop, @Nullable Object value) {
    Object kept = value == null || value.equals(prop.missing()) ? null : value;
    Object before = kept == null ? values.remove(prop) : values.put(prop, kept);
    return !java.util.Objects.equals(before, kept);
  }
}
