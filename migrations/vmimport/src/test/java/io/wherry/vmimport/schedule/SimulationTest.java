package io.wherry.vmimport.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The figures that {@code bench/scheduler.sh} prints; seconds are simulated and the same always.
 */
class SimulationTest {
  private static Function<Lane, OptionalInt> perHost(int limit) {
    return lane -> lane.kind() == Lane.Kind.HOST ? OptionalInt.of(limit) : OptionalInt.empty();
  }

  private static Simulation.Outcome run(Estate estate, int limit) {
    Simulation.Outcome outcome = new Simulation(estate, perHost(limit)).run();
    assertThat(outcome.over()).as("lanes over their limit").isZero();
    return outcome;
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 100})
  void onePlanIsAsFastAsEightAndNearTheBound(int limit) {
    Estate one = Estate.of(500, 1, 8, Estate.Mix.ALIKE);
    var ofOne = run(one, limit);
    var ofEight = run(Estate.of(500, 8, 8, Estate.Mix.ALIKE), limit);
    double bound = one.boundSeconds(limit);
    print("500 VMs, 1 plan, limit " + limit, ofOne, bound);
    print("500 VMs, 8 plans, limit " + limit, ofEight, bound);
    assertThat(ofOne.seconds()).isLessThan(1.05 * ofEight.seconds()).isLessThan(1.15 * bound);
  }

  // Transfers of a host share its link evenly, so a giant beside many goes slowly: the bound is not
  // reached by any order.
  @Test
  void giantsCostTime() {
    Estate one = Estate.of(500, 1, 8, Estate.Mix.WILD);
    var ofOne = run(one, 20);
    var ofEight = run(Estate.of(500, 8, 8, Estate.Mix.WILD), 20);
    print("500 VMs up to 600 GiB, 1 plan, limit 20", ofOne, one.boundSeconds(20));
    print("500 VMs up to 600 GiB, 8 plans, limit 20", ofEight, one.boundSeconds(20));
    assertThat(ofOne.seconds()).isLessThan(1.05 * ofEight.seconds());
  }

  @Test
  void fortyPlansOfManyMachines() {
    int machines = Integer.getInteger("wherry.vms", 1000);
    Estate many = Estate.of(machines, 40, 32, Estate.Mix.ALIKE);
    double bound = many.boundSeconds(20);
    var outcome = run(many, 20);
    print(machines + " VMs, 40 plans, 32 hosts, limit 20", outcome, bound);
    assertThat(outcome.seconds()).isLessThan(1.15 * bound);
  }

  private static void print(String what, Simulation.Outcome outcome, double bound) {
    System.out.printf(
        "scheduler | %s | %.0f min | %.1f %% above the bound | %d decisions, p99 %.2f ms%n",
        what,
        outcome.seconds() / 60,
        100 * (outcome.seconds() / bound - 1),
        outcome.decisionNanos().size(),
        outcome.p99Millis());
  }
}
