package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.Admission;
import io.wherry.apiserver.Admission.Operation;
import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.KindGuard;
import io.wherry.apiserver.objects.ObjectWrites.Target;
import io.wherry.apiserver.security.User;
import io.wherry.resources.KindRef;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who else has a say in a write.
 *
 * @param admissions asked in this order
 * @param creators asked before an apply creates an object: permission to patch is not enough
 * @param guards of single kinds, asked last
 */
public record WriteGate(List<Admission> admissions, Creators creators, KindGuards guards) {
  /** Whether somebody may create an object. */
  public interface Creators {
    /**
     * @throws io.wherry.apiserver.ApiFailure 403 if not
     */
    void require(User user, Target target);
  }

  /** Lets everything pass; for the server's own writes. */
  static final WriteGate OPEN = open();

  public WriteGate {
    admissions = List.copyOf(admissions);
  }

  private static WriteGate open() {
    KindGuard.World nothing =
        new KindGuard.World() {
          @Override
          public Optional<ObjectNode> get(KindRef kind, String namespace, String name) {
            return Optional.empty();
          }

          @Override
          public List<ObjectNode> list(KindRef kind, String namespace) {
            return List.of();
          }

          @Override
          public boolean may(User user, ApiExtension.Wish wish) {
            return false;
          }
        };
    return new WriteGate(List.of(), (_, _) -> {}, new KindGuards(List.of(), nothing));
  }

  /** Lets guards fill in what the writer left open. */
  void complete(Target target, ObjectNode before, ObjectNode after, WriteOptions options) {
    guards.complete(target, before, after, options.user());
  }

  /** Runs a create when it is its turn. */
  <T> T inTurn(Target target, Supplier<T> create) {
    return guards.inTurn(target, create);
  }

  void admit(Target target, ObjectNode before, ObjectNode after, WriteOptions options) {
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
    guards.check(target, before, after, options.user());
  }

  void requireCreate(Target target, WriteOptions options) {
    creators.require(options.user(), target);
  }
}
