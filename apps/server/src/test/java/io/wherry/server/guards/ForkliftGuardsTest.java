package io.wherry.server.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.resources.Kinds;
import org.junit.jupiter.api.Test;

class ForkliftGuardsTest {
  private static final String PLAN =
      """
      metadata: {name: p, namespace: plans}
      spec:
        targetNamespace: vms
        provider:
          source: {name: from, namespace: plans}
          destination: {name: host, namespace: plans}
        map: {storage: {name: m, namespace: plans}}
        vms: [{name: a, namespace: old}]
      """;
  private static final String HOST =
      """
      metadata: {name: host, namespace: plans}
      spec: {type: openshift, url: ""}
      """;

  private static PlayedWorld world(String type) {
    String source = "{metadata: {name: from, namespace: plans}, spec: {type: %s, url: x}}";
    return new PlayedWorld()
        .with(Kinds.PROVIDER, source.formatted(type))
        .with(Kinds.PROVIDER, HOST);
  }

  private static void refuses(PlayedWorld world, String plan, String message) {
    assertThatThrownBy(() -> world.create(new PlanGuard(), plan))
        .isInstanceOfSatisfying(ApiFailure.class, f -> assertThat(f.code()).isEqualTo(400))
        .hasMessage("admission webhook \"plan.forklift.konveyor\" denied the request: " + message);
  }

  @Test
  void plansNeedTheRightsOfWhatTheyDo() {
    assertThatCode(() -> world("ova").create(new PlanGuard(), PLAN)).doesNotThrowAnyException();
    refuses(
        world("ova").refusing("create virtualmachines vms/"),
        PLAN,
        "Action is forbidden: User \"jane\" cannot create resource \"virtualmachines\" in API group"
            + " \"kubevirt.io\" in the namespace \"vms\": ");
    refuses(
        world("ova").refusing("get providers plans/from"),
        PLAN,
        "Action is forbidden: User \"jane\" cannot get resource \"providers/from\" in API group"
            + " \"forklift.konveyor.io\" in the namespace \"plans\": ");
  }

  @Test
  void plansFromThisClusterNeedTheirMachines() {
    String local = PLAN.replace("name: from", "name: host");
    refuses(
        world("ova").refusing("get virtualmachines old/a"),
        local,
        "Action is forbidden: User \"jane\" cannot get resource \"virtualmachines/a\" in API group"
            + " \"kubevirt.io\" in the namespace \"old\": ");
  }

  @Test
  void plansThatCannotWorkAreRefused() {
    refuses(
        world("openstack"),
        PLAN.replace("targetNamespace", "warm: true\n  targetNamespace"),
        "warm migration is not supported by the provider");
    refuses(
        world("ovirt"),
        PLAN.replace("{name: a,", "{luks: {name: s}, name: a,"),
        "migration of encrypted disks from source provider of type ovirt is not supported");
    PlayedWorld fixed =
        world("ova")
            .with(
                Kinds.STORAGE_MAP,
                """
                metadata: {name: m, namespace: plans}
                spec: {map: [{destination: {storageClass: fixed}}]}
                """)
            .with(
                Kinds.STORAGE_CLASS,
                "{metadata: {name: fixed}, provisioner: kubernetes.io/no-provisioner}");
    refuses(fixed, PLAN, "Static storage class(es) found: [fixed]");
  }

  @Test
  void plansGetTheNetworkOfTheirDestination() {
    PlayedWorld world =
        new PlayedWorld()
            .with(
                Kinds.PROVIDER,
                HOST.replace(
                    "plans}",
                    "plans, annotations: {forklift.konveyor.io/defaultTransferNetwork: fast}}"))
            .with(Kinds.NAD, "{metadata: {name: fast, namespace: vms}}");
    ObjectNode plan = world.create(new PlanGuard(), PLAN);
    assertThat(plan.at("/spec/transferNetwork/namespace").asText()).isEqualTo("vms");
    assertThat(plan.at("/spec/transferNetwork/name").asText()).isEqualTo("fast");
    assertThat(plan.at("/metadata/annotations/populatorLabels").asText()).isEqualTo("True");
  }

  @Test
  void migrationsNeedTheRightsOfTheirPlan() {
    String start = "{metadata: {name: m, namespace: plans}, spec: {plan: {name: p}}}";
    PlayedWorld world = world("ova").refusing("create virtualmachines vms/");
    assertThatThrownBy(() -> world.create(new MigrationGuard(), start))
        .hasMessageContaining("plans.forklift.konveyor.io \"p\" not found");
    world.with(Kinds.PLAN, PLAN);
    assertThatThrownBy(() -> world.create(new MigrationGuard(), start))
        .hasMessageContaining("cannot create resource \"virtualmachines\"");
    ObjectNode before = PlayedWorld.tree(start);
    assertThatCode(() -> world.write(new MigrationGuard(), before, before.deepCopy()))
        .doesNotThrowAnyException();
  }

  @Test
  void vsphereProvidersMeanAVcenter() {
    String provider = "{metadata: {name: v}, spec: {type: vsphere, url: x}}";
    ObjectNode completed = new PlayedWorld().create(new ProviderGuard(), provider);
    assertThat(completed.at("/spec/settings/sdkEndpoint").asText()).isEqualTo("vcenter");
    String other = provider.replace("url: x", "url: x, settings: {sdkEndpoint: hostd}");
    assertThatThrownBy(() -> new PlayedWorld().create(new ProviderGuard(), other))
        .hasMessageEndingWith("vSphere provider is set with an invalid SDK endpoint type");
  }

  @Test
  void secretsOfProvidersSayWhatTheyAreFor() {
    String secret =
        "{metadata: {labels: {createdForResourceType: providers, createdForProviderType: ova}}}";
    ObjectNode completed = new PlayedWorld().create(new ProviderSecretGuard(), secret);
    assertThat(completed.at("/data/insecureSkipVerify").asText()).isEqualTo("ZmFsc2U=");
    assertThatThrownBy(() ->
            new PlayedWorld().create(new ProviderSecretGuard(), secret.replace(": ova", ": xen")))
        .hasMessageContaining("Incorrect 'createdForProviderType' value. Options [openshift ");
    assertThatThrownBy(() ->
            new PlayedWorld()
                .create(
                    new ProviderSecretGuard(),
                    secret.replace("metadata", "data: {insecureSkipVerify: eA==}, metadata")))
        .hasMessageEndingWith("strconv.ParseBool: parsing \"x\": invalid syntax");
    assertThatCode(() -> new PlayedWorld().create(new ProviderSecretGuard(), "{metadata: {}}"))
        .doesNotThrowAnyException();
  }
}
