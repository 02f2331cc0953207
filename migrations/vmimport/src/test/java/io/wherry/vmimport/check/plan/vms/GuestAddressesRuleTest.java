package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.Capability;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class GuestAddressesRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new GuestAddressesRule())).isEmpty();
  }

  private static PlanFixture keeping() {
    return new PlanFixture().capable(Capability.PRESERVES_STATIC_IPS);
  }

  @Test
  void warnsWhenNothingIsKnown() {
    assertThat(keeping().says(new GuestAddressesRule()))
        .containsExactly(
            "Warn MissingGuestInformation: Addresses of guests are not known and cannot be kept."
                + " [web]");
  }

  @Test
  void warnsWhenTheAddressBelongsToNoCard() {
    var vm = Machines.named("vm-1", "web").address("52:54:00:00:00:99", "10.0.0.5").build();
    assertThat(keeping().machine(vm).says(new GuestAddressesRule())).hasSize(1);
  }

  @Test
  void acceptsAddressesOfTheCards() {
    var vm = Machines.named("vm-1", "web").address("52:54:00:00:00:01", "10.0.0.5").build();
    assertThat(keeping().machine(vm).says(new GuestAddressesRule())).isEmpty();
  }

  @Test
  void notWhenSwitchedOff() {
    assertThat(keeping().spec("{preserveStaticIPs: false}").says(new GuestAddressesRule()))
        .isEmpty();
  }
}
