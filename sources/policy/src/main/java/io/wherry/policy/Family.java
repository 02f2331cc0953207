package io.wherry.policy;

import io.wherry.spi.SourceType;
import java.util.List;
import java.util.Optional;

/** Which package of rules judges which type of provider. */
final class Family {
  private Family() {}

  /** The package's last name; types without one have no rules. */
  static Optional<String> of(SourceType type) {
    return switch (type) {
      case VSPHERE -> Optional.of("vmware");
      case OVIRT, OPENSTACK, OVA, HYPERV, OPENSHIFT -> Optional.of(type.wire());
      case EC2, NUTANIX -> Optional.empty();
    };
  }

  static List<String> path(String family, String rule) {
    return List.of("io", "konveyor", "forklift", family, rule);
  }
}
