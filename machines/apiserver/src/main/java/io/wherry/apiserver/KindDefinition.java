package io.wherry.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.KindRef;
import java.util.List;
import java.util.Set;

/**
 * One kind in one version, as the server serves it: from a built-in table or from a stored
 * CustomResourceDefinition.
 *
 * @param schema the OpenAPI v3 structural schema of the object; an empty object node accepts
 *     anything
 * @param columns extra columns of a printed table after NAME
 * @param selectableFields JSON paths ({@code .spec.nodeName}) that field selectors may use besides
 *     {@code metadata.name} and {@code metadata.namespace}
 */
public record KindDefinition(
    KindRef ref,
    Names names,
    Set<Subresource> subresources,
    JsonNode schema,
    List<PrinterColumn> columns,
    List<String> selectableFields,
    Origin origin) {

  /** What discovery says besides kind and plural. */
  public record Names(String singular, List<String> shortNames, List<String> categories) {
    public Names {
      shortNames = List.copyOf(shortNames);
      categories = List.copyOf(categories);
    }

    /** Singular only. */
    public static Names of(String singular, String... shortNames) {
      return new Names(singular, List.of(shortNames), List.of());
    }
  }

  /** Parts of an object with a path of their own. */
  public enum Subresource {
    STATUS("status"),
    SCALE("scale");

    private final String path;

    Subresource(String path) {
      this.path = path;
    }

    /** The last path segment. */
    public String path() {
      return path;
    }
  }

  /** Who brought the kind. */
  public enum Origin {
    BUILT_IN,
    CUSTOM
  }

  public KindDefinition {
    subresources = Set.copyOf(subresources);
    columns = List.copyOf(columns);
    selectableFields = List.copyOf(selectableFields);
  }

  /** True when status has its own path, so that other writes leave it alone. */
  public boolean hasStatus() {
    return subresources.contains(Subresource.STATUS);
  }
}
