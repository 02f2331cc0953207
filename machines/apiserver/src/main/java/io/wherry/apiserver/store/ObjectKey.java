package io.wherry.apiserver.store;

/**
 * Where an object is stored.
 *
 * @param namespace empty for cluster-wide objects
 */
public record ObjectKey(Bucket bucket, String namespace, String name)
    implements Comparable<ObjectKey> {
  /** By bucket, then namespace, then name: the order of lists. */
  @Override
  public int compareTo(ObjectKey other) {
    int order = bucket.compareTo(other.bucket);
    if (order == 0) {
      order = namespace.compareTo(other.namespace);
    }
    return order != 0 ? order : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return bucket + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
  }
}
