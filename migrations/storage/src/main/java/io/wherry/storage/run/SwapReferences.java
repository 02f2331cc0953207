package io.wherry.storage.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.problems.Defect;
import io.wherry.problems.Problem;
import io.wherry.resources.Resource;
import java.util.Optional;

/**
 * Lets the machine use the targets: all its volumes in one write, and only after each was copied
 * with proof. What it used before is in the journal before the first write.
 *
 * @param live the step that may have moved it while it runs, with proof of its own
 * @param quiesce the step that switched the machine off
 * @param copy the step whose proof is demanded
 */
record SwapReferences(StorageStep live, StorageStep quiesce, StorageStep copy, Demand demand)
    implements Step<StorageWorld> {
  /** Whether copies must be proven. */
  enum Demand {
    PROOF,
    /** Nothing was copied: a rollback that drops what was written since the cutover. */
    NOTHING
  }

  private static final String ORIGINAL = "original";

  /** A worker's report has room for the digests of this many disks. */
  private static final int DIGESTS = 16;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public StepId id() {
    return StorageStep.SWAP;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(StorageWorld world, Notes notes) {
    HeldMachine machine = HeldMachine.of(world, notes);
    Optional<Resource> vm = machine.find();
    if (vm.isPresent() && new References(vm.get()).areSwitched(machine.machine().volumes())) {
      return StepState.done();
    }
    if (OfflineOnly.isLive(notes, live)) {
      return running(machine, vm);
    }
    return MachineWatch.trouble(machine, notes, quiesce)
        .<StepState>map(StepState.Broken::new)
        .orElseGet(StepState::notStarted);
  }

  /** Its node has exchanged the disks: whatever else its owner changes meanwhile is his. */
  private static StepState running(HeldMachine machine, Optional<Resource> vm) {
    StorageOrder.Machine of = machine.machine();
    if (vm.isEmpty()) {
      return new StepState.Broken(MachineWatch.gone(of));
    }
    return new References(vm.get()).areUnchanged(of.volumes())
        ? StepState.notStarted()
        : new StepState.Broken(MachineWatch.changed(of, "got other volumes"));
  }

  @Override
  public ActResult act(StorageWorld world, Notes notes) {
    HeldMachine machine = HeldMachine.of(world, notes);
    Optional<Problem> doubt =
        OfflineOnly.isLive(notes, live) ? Optional.empty() : doubt(world, notes, machine.machine());
    if (doubt.isPresent()) {
      return new ActResult.GaveUp(doubt.get());
    }
    Optional<Resource> vm = machine.find();
    if (vm.isPresent()) {
      var references = new References(vm.get());
      if (notes.get(ORIGINAL).isEmpty()) {
        notes.put(ORIGINAL, original(vm.get()));
      }
      machine.replace(
          vm.get(),
          references.volumes(machine.machine().volumes()),
          references.templates(machine.machine().volumes()));
    }
    return ActResult.acted();
  }

  private Optional<Problem> doubt(StorageWorld world, Notes notes, StorageOrder.Machine machine) {
    int proofs = demand == Demand.PROOF ? Math.min(DIGESTS, machine.volumes().size()) : 0;
    for (int i = 0; i < proofs; i++) {
      if (notes.of(copy, "digest-" + i).isEmpty()) {
        return Optional.of(
            StorageProblem.WorkerFailed.about(
                machine,
                "There is no proof that claim %s was copied."
                    .formatted(machine.volumes().get(i).source()),
                "Start a new migration of plan %s.".formatted(world.order().plan().name())));
      }
    }
    return Optional.empty();
  }

  // Exactly as it was; a machine that was given back runs on its targets and stays there.
  @Override
  public void undo(StorageWorld world, Notes notes, Ending why) {
    HeldMachine machine = HeldMachine.of(world, notes);
    Optional<Resource> vm = machine.find().filter(machine::isHeld);
    Optional<String> original = notes.get(ORIGINAL);
    if (vm.isPresent()
        && original.isPresent()
        && new References(vm.get()).areSwitched(machine.machine().volumes())) {
      JsonNode before = parse(original.get());
      machine.replace(vm.get(), before.path("volumes"), before.path("dataVolumeTemplates"));
    }
  }

  private static String original(Resource vm) {
    ObjectNode before = JsonNodeFactory.instance.objectNode();
    before.set("volumes", vm.at("spec", "template", "spec", "volumes"));
    JsonNode templates = vm.at("spec", "dataVolumeTemplates");
    if (!templates.isMissingNode()) {
      before.set("dataVolumeTemplates", templates);
    }
    return before.toString();
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new Defect("The journal's note of a machine's volumes cannot be read.", e);
    }
  }
}
