package io.wherry.vsphere.vim;

import io.wherry.problems.WherryException;
import io.wherry.vsphere.soap.Call;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what the account may not do, now and then.
 *
 * @source inventory-and-providers.md section 2.4, privilege probe
 */
public final class Privileges {
  private static final Logger LOG = LoggerFactory.getLogger(Privileges.class);
  private static final Duration VALID = Duration.ofMinutes(10);

  private static final List<String> NEEDED =
      List.of(
          "VirtualMachine.State.CreateSnapshot",
          "VirtualMachine.State.RemoveSnapshot",
          "VirtualMachine.Interact.PowerOn",
          "VirtualMachine.Interact.PowerOff",
          "VirtualMachine.Provisioning.DiskRandomRead",
          "VirtualMachine.Provisioning.GetVmFiles",
          "VirtualMachine.Config.ChangeTracking",
          "Datastore.Browse",
          "Datastore.FileManagement");

  private final Session session;
  private final Clock clock;
  private volatile Answer last = new Answer(Instant.MIN, List.of());

  private record Answer(Instant when, List<String> missing) {}

  public Privileges(Session session, Clock clock) {
    this.session = session;
    this.clock = clock;
  }

  /** Those that are missing at the root; at most ten minutes old. Blocks for the question. */
  public List<String> missing() {
    Answer before = last;
    Instant now = clock.instant();
    if (before.when().isAfter(now.minus(VALID))) {
      return before.missing();
    }
    List<String> missing = before.missing();
    try {
      missing = ask();
    } catch (WherryException e) {
      LOG.debug("the account's privileges are not known", e);
    }
    last = new Answer(now, missing);
    return missing;
  }

  private List<String> ask() {
    ServiceContent content = session.content();
    MoRef manager = content.ref("authorizationManager");
    if (!manager.isSet()) {
      return List.of();
    }
    PropertyReader reader = new PropertyReader(session);
    Xml known = reader.read(manager, "privilegeList").getOrDefault("privilegeList", Xml.NOTHING);
    Set<String> ids =
        known.children().stream().map(p -> p.text("privId")).collect(Collectors.toSet());
    List<String> asked = NEEDED.stream().filter(ids::contains).toList();
    Xml current =
        reader
            .read(content.ref("sessionManager"), "currentSession")
            .getOrDefault("currentSession", Xml.NOTHING);
    Call call =
        Call.of("HasPrivilegeOnEntity", manager)
            .ref("entity", content.ref("rootFolder"))
            .text("sessionId", current.text("key"));
    asked.forEach(id -> call.text("privId", id));
    List<Xml> answers =
        session.ask(call, "The account's privileges cannot be asked for").all("returnval");
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < Math.min(asked.size(), answers.size()); i++) {
      if (!answers.get(i).flag()) {
        missing.add(asked.get(i));
      }
    }
    return List.copyOf(missing);
  }
}
