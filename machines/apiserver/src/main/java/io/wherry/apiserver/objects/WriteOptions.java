package io.wherry.apiserver.objects;

import io.wherry.apiserver.ObjectPatcher.OnConflict;
import io.wherry.apiserver.security.User;
import java.util.List;

/**
 * How a write is meant, and by whom.
 *
 * @param warnings collects what the client shall be told beside the answer
 */
public record WriteOptions(
    User user,
    String fieldManager,
    DryRun dryRun,
    FieldValidation validation,
    OnConflict onConflict,
    List<String> warnings) {
  /** Whether anything is stored. */
  public enum DryRun {
    NONE,
    ALL
  }

  /** What happens with fields that the schema does not know. */
  public enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }

  /** True when everything is done but the storing. */
  public boolean isDryRun() {
    return dryRun == DryRun.ALL;
  }
}
