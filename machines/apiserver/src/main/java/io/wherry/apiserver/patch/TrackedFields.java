package io.wherry.apiserver.patch;

import java.util.List;

/** Which fields can have owners: not what the server sets, and only the part written through. */
final class TrackedFields {
  private static final List<String> SERVER_SET =
      List.of(
          "name",
          "namespace",
          "creationTimestamp",
          "selfLink",
          "uid",
          "generation",
          "managedFields",
          "resourceVersion",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private static final String STATUS = "status";

  private TrackedFields() {}

  static FieldSet of(FieldSet fields, FieldWriter writer) {
    FieldSet stripped = strip(fields);
    if (writer.subresource().equals(STATUS)) {
      stripped.children().keySet().removeIf(edge -> !edge.equals(Edges.field(STATUS)));
    }
    return stripped;
  }

  static FieldSet strip(FieldSet fields) {
    FieldSet result = fields.copy();
    result.children().remove(Edges.field("apiVersion"));
    result.children().remove(Edges.field("kind"));
    FieldSet metadata = result.find(Edges.field("metadata"));
    if (metadata != null) {
      metadata.exclude();
      SERVER_SET.forEach(name -> metadata.children().remove(Edges.field(name)));
      if (metadata.isEmpty()) {
        result.children().remove(Edges.field("metadata"));
      }
    }
    return result;
  }
}
