package io.wherry.server;

import io.wherry.apiserver.ApiExtension.Call;
import io.wherry.apiserver.ApiExtension.Wish;
import io.wherry.inventory.InventoryAccess;
import io.wherry.resources.Kinds;

/**
 * Whether the caller at hand may read the inventory. The API server has authenticated them already,
 * in whichever way, and its roles say which providers they may read; so the question's token is
 * never looked at.
 */
final class InventoryCallers implements InventoryAccess {
  private static final ScopedValue<Call> CALL = ScopedValue.newInstance();

  /** Something to do for one caller. */
  interface Work<T> {
    T run();
  }

  /** Does the work; questions during it are about this caller. */
  <T> T during(Call call, Work<T> work) {
    return ScopedValue.where(CALL, call).call(work::run);
  }

  @Override
  public Verdict review(Question question) {
    if (!CALL.isBound()) {
      return new Verdict.Unknown("the request has ended; start it again");
    }
    Call call = CALL.get();
    Wish wish =
        new Wish(
            question.verb(),
            Kinds.PROVIDER.group(),
            Kinds.PROVIDER.plural(),
            question.namespace(),
            question.name());
    return call.may(wish)
        ? new Verdict.Allowed()
        : new Verdict.Denied(
            "User \"%s\" cannot %s providers.%s in the namespace \"%s\""
                .formatted(call.user(), wish.verb(), wish.group(), wish.namespace()));
  }
}
