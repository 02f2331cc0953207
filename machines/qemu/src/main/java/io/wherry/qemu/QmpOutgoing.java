package io.wherry.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.qemu.move.MoveLimits;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveSettings;
import io.wherry.qemu.move.MoveTarget;
import io.wherry.qemu.move.OutgoingMove;

/** {@link OutgoingMove} by QMP. */
final class QmpOutgoing implements OutgoingMove {
  private static final String TLS = "move-client";

  private final Qmp qmp;

  QmpOutgoing(Qmp qmp) {
    this.qmp = qmp;
  }

  @Override
  public void begin(MoveTarget target, MoveSettings settings, MoveLimits limits) {
    QmpArguments.credentials(qmp, TLS, target.tls(), "client");
    var _ = qmp.execute("migrate-set-capabilities", QmpArguments.capabilities(settings));
    ObjectNode parameters = QmpArguments.limits(limits);
    parameters.setAll(QmpArguments.channels(settings));
    parameters.put("tls-creds", target.tls().isPresent() ? TLS : "");
    parameters.put("tls-hostname", target.tls().map(t -> t.peer()).orElse(""));
    parameters.put("tls-authz", "");
    var _ = qmp.execute("migrate-set-parameters", parameters);
    var _ = qmp.execute("migrate", QmpArguments.object().put("uri", uri(target)));
  }

  private static String uri(MoveTarget target) {
    return QmpArguments.uri(target.host(), target.port());
  }

  @Override
  public MoveProgress progress() {
    return QmpProgress.parse(qmp.execute("query-migrate"));
  }

  @Override
  public void limit(MoveLimits limits) {
    var _ = qmp.execute("migrate-set-parameters", QmpArguments.limits(limits));
  }

  @Override
  public void proceed() {
    var _ = qmp.execute("migrate-continue", QmpArguments.object().put("state", "pre-switchover"));
  }

  @Override
  public void switchToPostCopy() {
    var _ = qmp.execute("migrate-start-postcopy");
  }

  @Override
  public void cancel() {
    var _ = qmp.execute("migrate_cancel");
  }

  @Override
  public void breakLink() {
    var _ = qmp.executeAtOnce("migrate-pause", QmpArguments.object());
  }

  @Override
  public void recover(MoveTarget target) {
    var _ =
        qmp.execute("migrate", QmpArguments.object().put("uri", uri(target)).put("resume", true));
  }
}
