package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.RunningMachine;
import io.wherry.qemu.move.Listening;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveStatus;
import io.wherry.qemu.move.MoveTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Mends the link of a post-copy. The source asks for a new place to connect to, the target offers
 * one, the source connects; requests are numbered in {@code migrationState.transfer.link}. It is
 * tried for as long as both processes live: half of the guest's memory is here and half there, so
 * there is nothing better to do.
 *
 * @source live-migration.md section 8.6, fact 8; docs/adr/0173
 */
final class LinkRecovery {
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final String LINK = "link";
  private static final String WANTED = "wanted";
  private static final String OFFERED = "offered";
  private static final String PORT = "port";

  private final Handover.Security security;
  private long seen = -1;
  private long used;
  private @Nullable Instant since;

  LinkRecovery(Handover.Security security) {
    this.security = security;
  }

  private static JsonNode link(Handover move) {
    return move.state().at("/transfer/" + LINK);
  }

  /** True once the source has seen that the link of a post-copy is broken. */
  static boolean isWanted(Handover move) {
    return link(move).path(WANTED).asLong() > 0;
  }

  /** The source's part; harmless while the link works. */
  void lookFromSource(Handover move, RunningMachine machine, MoveProgress progress) {
    if (progress.status() == MoveStatus.POSTCOPY_ACTIVE) {
      watch(move, machine, progress.ram().transferred());
    } else if (progress.status() == MoveStatus.POSTCOPY_PAUSED) {
      reconnect(move, machine);
    }
  }

  /** A cut link is silent: QEMU would wait for ever. */
  private void watch(Handover move, RunningMachine machine, long transferred) {
    Instant now = move.clock().instant();
    if (transferred != seen || since == null) {
      seen = transferred;
      since = now;
    } else if (now.isAfter(since.plus(SILENCE))) {
      machine.outgoing().breakLink();
      since = null;
    }
  }

  private void reconnect(Handover move, RunningMachine machine) {
    JsonNode link = link(move);
    long wanted = link.path(WANTED).asLong();
    boolean offered = wanted > 0 && link.path(OFFERED).asLong() == wanted;
    Instant now = move.clock().instant();
    if (offered && used != wanted) {
      used = wanted;
      since = now;
      connect(move, machine, link.path(PORT).asInt());
    } else if (wanted == 0 || (offered && isOver(now))) {
      move.write(
          s -> s.withObjectProperty("transfer").withObjectProperty(LINK).put(WANTED, wanted + 1));
    }
  }

  private boolean isOver(Instant now) {
    return since == null || now.isAfter(since.plus(RETRY));
  }

  private void connect(Handover move, RunningMachine machine, int port) {
    try {
      Optional<io.wherry.qemu.move.MoveTls> tls = security.client(move.target());
      machine.outgoing().recover(new MoveTarget(move.address(), port, tls));
    } catch (InvalidRequest _) {
      // nobody listens there any more: another offer is asked for
    }
  }

  /** The target's part: offers a place when one is asked for. */
  void lookFromTarget(Handover move, RunningMachine machine, String address) {
    long wanted = link(move).path(WANTED).asLong();
    if (wanted <= link(move).path(OFFERED).asLong()) {
      return;
    }
    int port;
    try {
      port = machine.incoming().recover(new Listening(address, security.server(move.source())));
    } catch (InvalidRequest _) {
      machine.incoming().breakLink(); // it has not noticed that the link is gone
      return;
    }
    move.write(s -> {
      var link = s.withObjectProperty("transfer").withObjectProperty(LINK);
      link.put(OFFERED, wanted).put(PORT, port);
    });
  }
}
