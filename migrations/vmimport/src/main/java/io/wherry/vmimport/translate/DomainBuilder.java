package io.wherry.vmimport.translate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.CpuModel;
import io.wherry.spi.MachineExtras;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.order.ImportOrder;
import java.time.ZoneId;
import java.util.List;

/** CPU, memory, firmware and features. */
final class DomainBuilder {
  private static final long KI = 1L << 10;
  private static final long MI = 1L << 20;

  private final ImportOrder order;
  private final SourceMachine machine;
  private final GuestFacts facts;

  DomainBuilder(ImportOrder order, GuestFacts facts) {
    this.order = order;
    this.machine = order.machine();
    this.facts = facts;
  }

  void into(ObjectNode domain) {
    boolean sized = order.options().machine().instanceType().isEmpty();
    if (sized) {
      cpu(domain.putObject("cpu"));
      domain.putObject("memory").put("guest", quantity(machine.memoryBytes()));
    }
    nested(domain);
    clock(domain);
    ObjectNode firmware = domain.putObject("firmware");
    if (machine.is(MachineExtras.Flag.SHOWS_UUID)) {
      firmware.put("uuid", machine.uuid());
    }
    String serial =
        machine.extras().serial().isEmpty() ? machine.uuid() : machine.extras().serial();
    if (!serial.isEmpty()) {
      firmware.put("serial", serial);
    }
    bootLoader(domain, firmware.putObject("bootloader"));
  }

  private void cpu(ObjectNode cpu) {
    cpu.put("sockets", machine.cpu().sockets()).put("cores", machine.cpu().coresPerSocket());
    if (machine.cpu().threads() > 1) {
      cpu.put("threads", machine.cpu().threads());
    }
    CpuModel model = machine.cpu().model();
    if (model.isKnown()) {
      cpu.put("model", model.name());
      features(cpu, model.require(), "require");
      features(cpu, model.disable(), "disable");
    }
  }

  private static void features(ObjectNode cpu, List<String> names, String policy) {
    for (String name : names) {
      cpu.withArray("features").addObject().put("name", name).put("policy", policy);
    }
  }

  // Zones that Java does not know would be refused by the target as well.
  private void clock(ObjectNode domain) {
    String zone = machine.extras().timezone();
    if (ZoneId.getAvailableZoneIds().contains(zone)) {
      domain.putObject("clock").put("timezone", zone);
    }
  }

  // A source that has it switched off says nothing about the target.
  private String nestedWish() {
    String wish = order.options().machine().nestedVirtualization();
    return wish.isEmpty() && machine.is(MachineExtras.Flag.NESTED_VIRTUALIZATION) ? "true" : wish;
  }

  private void nested(ObjectNode domain) {
    String wish = nestedWish();
    if (!wish.isEmpty()) {
      ObjectNode cpu = domain.has("cpu") ? (ObjectNode) domain.get("cpu") : domain.putObject("cpu");
      String policy = wish.equals("true") ? "optional" : "disable";
      var features = cpu.withArray("features");
      features.addObject().put("name", "vmx").put("policy", policy);
      features.addObject().put("name", "svm").put("policy", policy);
    }
  }

  // Where the source does not say, the conversion has looked at the disk; without it BIOS is what
  // the hypervisors that leave it open mean.
  private void bootLoader(ObjectNode domain, ObjectNode loader) {
    switch (machine.firmware()) {
      case BIOS -> loader.putObject("bios");
      case UEFI -> loader.putObject("efi").put("secureBoot", false);
      case UEFI_SECURE -> {
        loader.putObject("efi").put("secureBoot", true);
        domain.putObject("features").putObject("smm").put("enabled", true);
      }
      case UNKNOWN -> {
        if (facts.firmware().equals("uefi")) {
          loader.putObject("efi").put("secureBoot", false);
        } else {
          loader.putObject("bios");
        }
      }
    }
  }

  static String quantity(long bytes) {
    if (bytes % MI == 0) {
      return bytes / MI + "Mi";
    }
    return bytes % KI == 0 ? bytes / KI + "Ki" : Long.toString(bytes);
  }
}
