package io.wherry.vsphere.soap;

/** A fault that a method answered with. Checked: what it means depends on the method. */
public final class VimFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final transient Xml detail;

  /**
   * @param name of the fault's type, for example {@code NotAuthenticated}; {@code RuntimeFault}
   *     when the server does not say
   * @param message in the server's words
   */
  public VimFault(String name, String message, Xml detail) {
    super(message);
    this.name = name;
    this.detail = detail;
  }

  /** The fault inside a task's or a property's error. */
  public static VimFault ofLocalized(Xml error) {
    Xml fault = error.at("fault");
    return new VimFault(
        fault.type().isEmpty() ? "RuntimeFault" : fault.type(),
        error.text("localizedMessage"),
        fault);
  }

  /** Type of the fault. */
  public String name() {
    return name;
  }

  /** Whether it is of one of these types. */
  public boolean is(String... names) {
    for (String one : names) {
      if (name.equals(one)) {
        return true;
      }
    }
    return false;
  }

  /** The fault's own fields. */
  public Xml detail() {
    return detail == null ? Xml.NOTHING : detail;
  }

  /** The server's words; the type's name where it has none. */
  public String words() {
    String message = getMessage();
    return message == null || message.isBlank() ? name : message.strip();
  }

  /** What is wrong, with the type for those who look it up. */
  public String text() {
    return words().equals(name) ? name : words() + " (" + name + ")";
  }
}
