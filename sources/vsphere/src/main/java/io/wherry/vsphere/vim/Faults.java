package io.wherry.vsphere.vim;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.WherryException;
import io.wherry.vsphere.soap.VimFault;
import java.util.Set;

/** Says what a fault means for us: try later, give up, or ask a person. */
public final class Faults {
  private static final Set<String> GONE =
      Set.of(
          "ManagedObjectNotFound", "InvalidArgument", "InvalidProperty", "InvalidType", "NotFound");

  private static final Set<String> REFUSED =
      Set.of(
          "InvalidLogin",
          "NoPermission",
          "PasswordExpired",
          "NotSupported",
          "MethodNotFound",
          "MethodDisabled",
          "RestrictedVersion",
          "RestrictedByAdministrator",
          "LicenseExpired",
          "LicenseRestricted",
          "NotEnoughLicenses",
          "InvalidLicense",
          "NoDiskSpace",
          "InsufficientStorageSpace",
          "InsufficientResourcesFault",
          "TooManySnapshotLevels",
          "SnapshotIncompatibleDeviceInVm",
          "SnapshotDisabled",
          "ApplicationQuiesceFault",
          "FilesystemQuiesceFault",
          "MemorySnapshotOnIndependentDisk",
          "ToolsUnavailable",
          "InvalidPowerState",
          "InvalidState",
          "InvalidSnapshotFormat",
          "CannotAccessFile",
          "DuplicateName");

  private Faults() {}

  /**
   * The exception by remedy. Faults that are not known are taken as passing: hosts that are busy,
   * away or starting have dozens of them.
   *
   * @param what failed, as the beginning of a sentence: {@code "The snapshot of VM web was not
   *     made"}
   */
  public static WherryException translate(VimFault fault, String what) {
    String text = what + ": " + fault.text() + advice(fault);
    if (GONE.contains(fault.name())) {
      return new InvalidRequest(text, fault);
    }
    return REFUSED.contains(fault.name())
        ? new PeerRefused(text, fault)
        : new PeerUnavailable(text, fault);
  }

  private static String advice(VimFault fault) {
    return switch (fault.name()) {
      case "NoPermission" ->
          ". The account lacks the privilege %s on %s; grant it."
              .formatted(fault.detail().text("privilegeId"), fault.detail().ref("object"));
      case "InvalidLogin" -> ". Correct user and password in the Secret.";
      case "NoDiskSpace", "InsufficientStorageSpace" ->
          ". The datastore %s is full; make room.".formatted(fault.detail().text("datastore"));
      case "TaskInProgress" -> ". Another task works on it; it is tried again.";
      case "TooManySnapshotLevels" -> ". Remove snapshots that are not needed.";
      case "ApplicationQuiesceFault", "FilesystemQuiesceFault" ->
          ". The guest could not be brought to rest; see its VMware Tools and VSS writers.";
      case "RestrictedVersion" -> ". The licence of this host lets nobody change it by the API.";
      default -> "";
    };
  }
}
