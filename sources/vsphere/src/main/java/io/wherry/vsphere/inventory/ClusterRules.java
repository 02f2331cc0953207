package io.wherry.vsphere.inventory;

import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a cluster does with machines by itself.
 *
 * @param affineVms machines that rules bind to hosts, or keep away from hosts
 */
record ClusterRules(
    boolean haEnabled,
    List<MoRef> haVms,
    boolean drsEnabled,
    String drsBehavior,
    List<MoRef> drsVms,
    boolean dpmEnabled,
    List<MoRef> affineVms) {
  static final ClusterRules NONE =
      new ClusterRules(false, List.of(), false, "", List.of(), false, List.of());

  static ClusterRules of(Xml config) {
    return new ClusterRules(
        config.flag("dasConfig", "enabled"),
        keys(config, "dasVmConfig"),
        config.flag("drsConfig", "enabled"),
        config.text("drsConfig", "defaultVmBehavior"),
        keys(config, "drsVmConfig"),
        config.flag("dpmConfigInfo", "enabled"),
        affine(config));
  }

  private static List<MoRef> keys(Xml config, String list) {
    return config.all(list).stream().map(c -> c.ref("key")).filter(MoRef::isSet).toList();
  }

  private static List<MoRef> affine(Xml config) {
    Map<String, List<MoRef>> groups = new HashMap<>();
    for (Xml group : config.all("group")) {
      groups.put(group.text("name"), group.all("vm").stream().map(vm -> vm.ref()).toList());
    }
    return config.all("rule").stream()
        .filter(rule -> rule.is("ClusterVmHostRuleInfo") && rule.flag("enabled"))
        .flatMap(rule -> groups.getOrDefault(rule.text("vmGroupName"), List.of()).stream())
        .distinct()
        .toList();
  }
}
