package io.wherry.spi;

/** A reference as users write it; id wins over name. Empty strings mean "not given". */
public record Ref(String id, String name, String type, String namespace) {
  public boolean isSet() {
    return !(id.isEmpty() && name.isEmpty() && type.isEmpty());
  }

  @Override
  public String toString() {
    return id.isEmpty() ? name : name.isEmpty() ? id : name + " (" + id + ")";
  }
}
