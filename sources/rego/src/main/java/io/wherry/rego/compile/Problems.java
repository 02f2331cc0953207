package io.wherry.rego.compile;

import io.wherry.rego.RegoError;
import io.wherry.rego.RegoError.Code;
import io.wherry.rego.syntax.Position;
import java.util.ArrayList;
import java.util.List;

/** Errors found while compiling; after many of them only the first are kept. */
public final class Problems {
  private static final int MOST = 50;

  private final List<RegoError> found = new ArrayList<>();

  void add(Code code, String message, Position at) {
    RegoError error = new RegoError(code, message, at);
    if (found.size() < MOST && !found.contains(error)) {
      found.add(error);
    }
  }

  public List<RegoError> found() {
    return List.copyOf(found);
  }
}
