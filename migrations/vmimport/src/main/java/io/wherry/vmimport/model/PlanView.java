package io.wherry.vmimport.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.control.Conditions;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Resource;
import io.wherry.resources.WorkerTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Plan. {@code resource.view(PlanView::new)}. Defaults are those of the contract, so that a plan
 * that came past no defaulting reads the same.
 *
 * @source plans-and-migrations.md section 1.6
 */
public record PlanView(Resource resource) {
  /** Annotation that chooses the conversion engine. */
  public static final String CONVERTER = "wherry.io/converter";

  /** Annotation with the minutes between precopy rounds. */
  public static final String PRECOPY_INTERVAL = "wherry.io/precopy-interval-minutes";

  /** Annotation with the plan's weight among plans that wait for the same. */
  public static final String WEIGHT = "wherry.io/weight";

  public String targetNamespace() {
    return resource.at("spec", "targetNamespace").asText();
  }

  public ProviderPair providers() {
    return ProviderPair.of(resource.at("spec", "provider"), resource.namespace());
  }

  public NamespacedRef networkMap() {
    return NamespacedRef.of(resource.at("spec", "map", "network"), resource.namespace());
  }

  public NamespacedRef storageMap() {
    return NamespacedRef.of(resource.at("spec", "map", "storage"), resource.namespace());
  }

  public List<PlanVm> vms() {
    return resource.items("spec", "vms").stream().map(n -> new PlanVm(n, this)).toList();
  }

  /** spec.type as written; may be empty. */
  public String typeName() {
    return resource.at("spec", "type").asText();
  }

  /** The effective type; spec.type wins over the old spec.warm. Empty when it is unknown. */
  public Optional<PlanType> type() {
    if (!typeName().isEmpty()) {
      return PlanType.ofWire(typeName());
    }
    return Optional.of(resource.at("spec", "warm").asBoolean() ? PlanType.WARM : PlanType.COLD);
  }

  public boolean isArchived() {
    return flag("archived", false);
  }

  public TargetPower targetPower() {
    return TargetPower.ofWire(resource.at("spec", "targetPowerState").asText())
        .orElse(TargetPower.AUTO);
  }

  public boolean preserveStaticIps() {
    return flag("preserveStaticIPs", true);
  }

  public boolean skipGuestConversion() {
    return flag("skipGuestConversion", false);
  }

  public boolean useCompatibilityMode() {
    return flag("useCompatibilityMode", true);
  }

  /** Machines show their guests the processor that the source's cluster shows them. */
  public boolean preserveClusterCpuModel() {
    return flag("preserveClusterCpuModel", false);
  }

  public boolean migrateSharedDisks() {
    return flag("migrateSharedDisks", true);
  }

  /** Raw devices become a {@code lun}; false copies them as data. */
  public boolean rdmAsLun() {
    return flag("rdmAsLun", false);
  }

  /** Shared raw devices keep SCSI reservations. */
  public boolean scsiReservation() {
    return flag("scsiReservation", false);
  }

  /** True when the source's tags do not become labels. */
  public boolean tagMappingDisabled() {
    return resource.at("spec", "tagMapping", "disabled").asBoolean();
  }

  /** Tags that become labels; empty for all. */
  public List<String> labelTags() {
    return resource.items("spec", "tagMapping", "labelTags").stream()
        .map(JsonNode::asText)
        .toList();
  }

  public boolean deleteGuestConversionPod() {
    return flag("deleteGuestConversionPod", false);
  }

  public boolean deleteVmOnFailMigration() {
    return flag("deleteVmOnFailMigration", true);
  }

  /** Empty: as the source. */
  public Optional<Boolean> enableNestedVirtualization() {
    JsonNode node = resource.at("spec", "enableNestedVirtualization");
    return node.isBoolean() ? Optional.of(node.asBoolean()) : Optional.empty();
  }

  /** The NAD that workers use; not set when there is none. */
  public NamespacedRef transferNetwork() {
    return NamespacedRef.of(resource.at("spec", "transferNetwork"), resource.namespace());
  }

  public Optional<String> serviceAccount() {
    return resource.text("spec", "serviceAccount");
  }

  public Map<String, String> targetLabels() {
    return resource.map("spec", "targetLabels");
  }

  public Map<String, String> targetNodeSelector() {
    return resource.map("spec", "targetNodeSelector");
  }

  /** A core/v1 Affinity; missing node when not given. */
  public JsonNode targetAffinity() {
    return resource.at("spec", "targetAffinity");
  }

  public Map<String, String> convertorLabels() {
    return resource.map("spec", "convertorLabels");
  }

  public Map<String, String> convertorNodeSelector() {
    return resource.map("spec", "convertorNodeSelector");
  }

  /** A core/v1 Affinity; missing node when not given. */
  public JsonNode convertorAffinity() {
    return resource.at("spec", "convertorAffinity");
  }

  public Optional<String> tempStorageClass() {
    return resource.text("spec", "conversionTempStorageClass");
  }

  public Optional<String> tempStorageSize() {
    return resource.text("spec", "conversionTempStorageSize");
  }

  public Optional<String> virtV2vImage() {
    return resource.text("spec", "virtV2vImage");
  }

  public Optional<String> pvcNameTemplate() {
    return resource.text("spec", "pvcNameTemplate");
  }

  public Optional<String> volumeNameTemplate() {
    return resource.text("spec", "volumeNameTemplate");
  }

  public Optional<String> networkNameTemplate() {
    return resource.text("spec", "networkNameTemplate");
  }

  /** True unless the plan says otherwise; the contract's default for openshift is theirs. */
  public boolean pvcNameTemplateUseGenerateName() {
    return flag("pvcNameTemplateUseGenerateName", true);
  }

  /**
   * The engine the annotation {@value #CONVERTER} asks for; empty when there is no annotation.
   *
   * @throws InvalidRequest the annotation has an unknown value
   */
  public Optional<WorkerTask.Engine> converter() {
    return resource.annotation(CONVERTER).map(this::engine);
  }

  /**
   * The time between precopy rounds that the annotation {@value #PRECOPY_INTERVAL} gives, in
   * minutes; empty when there is none, or none that makes sense.
   */
  public Optional<Duration> precopyInterval() {
    return resource
        .annotation(PRECOPY_INTERVAL)
        .filter(text -> text.matches("[1-9][0-9]{0,5}"))
        .map(text -> Duration.ofMinutes(Long.parseLong(text)));
  }

  /** What the annotation {@value #WEIGHT} says, 1 to 100; 1 when there is none that makes sense. */
  public int weight() {
    return resource
        .annotation(WEIGHT)
        .filter(text -> text.matches("[1-9][0-9]?|100"))
        .map(Integer::parseInt)
        .orElse(1);
  }

  private WorkerTask.Engine engine(String wire) {
    return switch (wire) {
      case "auto" -> WorkerTask.Engine.auto;
      case "express" -> WorkerTask.Engine.express;
      case "virt-v2v" -> WorkerTask.Engine.virtV2v;
      default ->
          throw new InvalidRequest(
              "Annotation "
                  + CONVERTER
                  + " of "
                  + resource
                  + " is '"
                  + wire
                  + "'; it must be auto, express or virt-v2v.");
    };
  }

  /** True when the plan controller called the present generation Ready. */
  public boolean isReady() {
    return hasCondition("Ready")
        && resource.at("status", "observedGeneration").asLong() >= resource.generation();
  }

  /** True when status has the condition. */
  public boolean hasCondition(String type) {
    return Conditions.has(resource.at("status", "conditions"), type);
  }

  /** Status of the plan's VMs as the run side wrote it. */
  public List<JsonNode> vmStatuses() {
    return resource.items("status", "migration", "vms");
  }

  /** The last entry of status.migration.history; empty when no migration ever ran. */
  public Optional<JsonNode> activeSnapshot() {
    List<JsonNode> history = resource.items("status", "migration", "history");
    return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
  }

  private boolean flag(String field, boolean otherwise) {
    return resource.at("spec", field).asBoolean(otherwise);
  }
}
