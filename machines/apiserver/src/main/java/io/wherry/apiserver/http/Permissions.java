package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.access.Attributes;
import io.wherry.apiserver.access.Authorizer;
import io.wherry.apiserver.access.Decision;
import io.wherry.apiserver.objects.ObjectWrites.Target;
import io.wherry.apiserver.security.User;

/** Refuses what roles do not allow, in Kubernetes' words. */
final class Permissions {
  private final Authorizer authorizer;

  Permissions(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /**
   * @throws ApiFailure 403
   */
  void require(User user, Attributes wish) {
    Decision decision = authorizer.decide(user, wish);
    if (!decision.isAllowed()) {
      throw forbidden(user, wish, decision);
    }
  }

  /** To create the object that an apply did not find. @throws ApiFailure 403 */
  void requireCreate(User user, Target target) {
    var ref = target.kind().ref();
    require(
        user,
        Attributes.ofResource(
            "create", ref.group(), ref.plural(), target.namespace(), target.name()));
  }

  static ApiFailure forbidden(User user, Attributes wish, Decision decision) {
    String why =
        Authorizer.refusal(user, wish)
            + (decision.reason().isEmpty() ? "" : ": " + decision.reason());
    return wish.isResource()
        ? ApiFailure.forbidden(wish.group(), wish.resource(), wish.name(), why)
        : ApiFailure.of(403, "Forbidden", "forbidden: " + why);
  }
}
