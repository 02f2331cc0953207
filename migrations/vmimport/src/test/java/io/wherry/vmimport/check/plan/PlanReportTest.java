package io.wherry.vmimport.check.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.Machines;
import org.junit.jupiter.api.Test;

class PlanReportTest {
  @Test
  void showsWhatWouldBeCreated() {
    assertThat(PlanReport.text(new PlanFixture().facts()))
        .isEqualTo(
            """
            Plan mig/wave

            VM web (vm-1) becomes apps/web
              disk 0  disk-1.vmdk, 1024 MiB -> PVC wave-web-disk-0-…, 1138 MiB, local-raw Filesystem ReadWriteOnce
              NIC 0   eth0 -> pod network

            Nothing blocks the plan.
            """);
  }

  @Test
  void showsBlockersFirstAndWithAdvice() {
    var plan = new PlanFixture().machine(Machines.named("vm-1", "My Web").build()).networks("[]");
    assertThat(PlanReport.text(plan.facts()))
        .endsWith(
            """
            BLOCKED  VMNetworksNotMapped: NICs are on networks that are not mapped.
                     - VM My Web: NIC eth0 is on network net-1, which is not mapped
                     Add the network to the network map; type ignored leaves the NIC out.

            note     TargetNameNotValid: Names of VMs will be changed.
                     - My Web becomes my-web
                     Nothing needs to be done; targetName sets the name you want.

            The plan cannot start.
            """);
  }

  @Test
  void readsTheStatusOfAStoredPlan() {
    var plan =
        new PlanFixture()
            .status(
                "{observedGeneration: 0, conditions: [{type: LuksAndClevisIncompatibility, category:"
                    + " Warn, message: Both.}, {type: VMNotFound, category: Critical, message:"
                    + " Gone., items: [web], suggestion: Look.}]}");
    assertThat(PlanReport.ofStatus(plan.seen().plan().resource()))
        .isEqualTo(
            """
            Plan mig/wave

            The plan has been edited; these are the findings of before.

            BLOCKED  VMNotFound: Gone.
                     - web
                     Look.

            note     LuksAndClevisIncompatibility: Both.

            The plan cannot start.
            """);
  }
}
