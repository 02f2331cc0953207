package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.Admission;
import io.wherry.apiserver.Admission.Operation;
import io.wherry.apiserver.objects.ObjectWrites.Target;
import io.wherry.apiserver.security.User;
import java.util.List;

/**
 * Who else has a say in a write.
 *
 * @param admissions asked in this order
 * @param creators asked before an apply creates an object: permission to patch is not enough
 */
public record WriteGate(List<Admission> admissions, Creators creators) {
  /** Whether somebody may create an object. */
  public interface Creators {
    /**
     * @throws io.wherry.apiserver.ApiFailure 403 if not
     */
    void require(User user, Target target);
  }

  /** Lets everything pass; for the server's own writes. */
  static final WriteGate OPEN = new WriteGate(List.of(), (_, _) -> {});

  public WriteGate {
    admissions = List.copyOf(admissions);
  }

  void admit(Target target, ObjectNode before, ObjectNode after, WriteOptions options) {
    if (admissions.isEmpty()) {
      return;
    }
    Operation operation = before.isEmpty() ? Operation.CREATE : Operation.UPDATE;
    var request =
        new Admission.Request(
            options.user(),
            operation,
            target.kind().ref(),
            target.part().subresource(),
            before,
            after);
    admissions.forEach(a -> a.admit(request));
  }

  void requireCreate(Target target, WriteOptions options) {
    creators.require(options.user(), target);
  }
}
