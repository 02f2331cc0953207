package io.wherry.server;

import io.wherry.apiserver.Admission;
import io.wherry.apiserver.ApiFailure;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.Set;

/**
 * Pods are processes of the server's own user here, and jobs make pods: whoever may create one may
 * read and write on this machine what the server may. So that is for administrators, whatever the
 * roles say, as {@code exec} is. Migrations make their pods themselves.
 */
final class HostWorkGuard implements Admission {
  private static final Set<KindRef> WORK = Set.of(Kinds.POD, Kinds.JOB);

  @Override
  public void admit(Request request) {
    boolean changesWork = WORK.contains(request.kind()) && request.subresource().isEmpty();
    if (changesWork
        && !request.user().isAdministrator()
        && !request.before().path("spec").equals(request.after().path("spec"))) {
      throw ApiFailure.forbidden(
          request.kind(),
          request.name(),
          "pods are processes of this machine here, so only administrators may create or change"
              + " them");
    }
  }
}
