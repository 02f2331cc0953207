package io.wherry.vsphere.soap;

/**
 * Names a managed object.
 *
 * @param type for example {@code VirtualMachine}
 * @param value for example {@code vm-42}
 */
public record MoRef(String type, String value) {
  /** Names nothing. */
  public static final MoRef NONE = new MoRef("", "");

  public boolean isSet() {
    return !value.isEmpty();
  }

  @Override
  public String toString() {
    return type + ":" + value;
  }
}
