package io.wherry.resources;

/**
 * A kind of the Kubernetes API.
 *
 * @param group empty for the core group
 * @param plural the resource name in paths, for example {@code virtualmachines}
 */
public record KindRef(String group, String version, String kind, String plural, Scope scope) {
  /** Where objects of a kind live. */
  public enum Scope {
    Namespaced,
    Cluster
  }

  /** A namespaced kind. */
  public static KindRef namespaced(String group, String version, String kind, String plural) {
    return new KindRef(group, version, kind, plural, Scope.Namespaced);
  }

  /** A cluster-wide kind. */
  public static KindRef cluster(String group, String version, String kind, String plural) {
    return new KindRef(group, version, kind, plural, Scope.Cluster);
  }

  /** {@code v1} or {@code forklift.konveyor.io/v1beta1}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code plans.forklift.konveyor.io}; {@code pods} for the core group. */
  public String qualifiedPlural() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** True when objects of this kind live in a namespace. */
  public boolean isNamespaced() {
    return scope == Scope.Namespaced;
  }

  @Override
  public String toString() {
    return kind;
  }
}
