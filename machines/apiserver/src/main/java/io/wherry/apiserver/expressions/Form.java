package io.wherry.apiserver.expressions;

import dev.cel.common.types.CelType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What expressions see of one schema node.
 *
 * @param kind which CEL value stands for the JSON value
 * @param fields of a {@link Kind#STRUCT}: property name to form; what is not listed is not visible
 * @param element of a list or of a map's values
 */
record Form(Kind kind, CelType type, Map<String, Form> fields, @Nullable Form element) {
  enum Kind {
    STRUCT,
    MAP,
    LIST,
    TEXT,
    BYTES,
    TIMESTAMP,
    DURATION,
    INTEGER,
    NUMBER,
    BOOLEAN,
    /** int-or-string: the checker lets every operation pass. */
    DYNAMIC
  }
}
