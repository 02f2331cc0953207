package io.wherry.vmimport.draft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.resources.Resource;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The primary user-defined network of a namespace, which stands in for the pod network there.
 *
 * @param name of its NetworkAttachmentDefinition; empty when that is missing
 * @param topology in lower case, for example {@code layer2}
 * @param subnets in CIDR form
 * @source plans-and-migrations.md section 7.2
 */
public record PrimaryNetwork(String name, String topology, List<String> subnets) {
  private static final String NAMESPACE_LABEL = "k8s.ovn.org/primary-user-defined-network";
  private static final String NAD_LABEL = "k8s.ovn.org/user-defined-network";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The binding plug-in of cards on such a network. */
  public static final String BINDING = "l2bridge";

  public PrimaryNetwork {
    subnets = List.copyOf(subnets);
  }

  /** The target namespace's; empty when its pods are on the cluster's pod network. */
  public static Optional<PrimaryNetwork> of(ObservedPlan seen) {
    String namespace = seen.plan().targetNamespace();
    return seen.target()
        .namespace()
        .filter(n -> n.labels().containsKey(NAMESPACE_LABEL))
        .map(_ ->
            seen.target().nads().values().stream()
                .filter(nad -> nad.namespace().equals(namespace))
                .filter(nad -> nad.labels().containsKey(NAD_LABEL))
                .min(
                    Comparator.comparing(PrimaryNetwork::isSecondary).thenComparing(Resource::name))
                .map(PrimaryNetwork::read)
                .orElse(new PrimaryNetwork("", "", List.of())));
  }

  // Networks beside the primary one carry the same label.
  private static boolean isSecondary(Resource nad) {
    return nad.at("spec", "config")
        .asText()
        .replaceAll("\\s", "")
        .contains("\"role\":\"secondary\"");
  }

  private static PrimaryNetwork read(Resource nad) {
    try {
      JsonNode config = JSON.readTree(nad.at("spec", "config").asText("{}"));
      return new PrimaryNetwork(
          nad.name(),
          config.path("topology").asText().toLowerCase(java.util.Locale.ROOT),
          Arrays.stream(config.path("subnets").asText().split(","))
              .map(String::strip)
              .filter(s -> !s.isEmpty())
              .toList());
    } catch (JsonProcessingException _) {
      return new PrimaryNetwork(nad.name(), "", List.of());
    }
  }

  /** Whether virtual machines cannot be moved into it. */
  public boolean isRouted() {
    return topology.equals("layer3");
  }

  /** Whether a guest may keep the address. A network that tells no subnets takes none. */
  public boolean contains(String ip) {
    return subnets.stream().anyMatch(s -> contains(s, ip));
  }

  private static boolean contains(String subnet, String ip) {
    int slash = subnet.indexOf('/');
    try {
      byte[] net = InetAddress.ofLiteral(subnet.substring(0, Math.max(slash, 0))).getAddress();
      byte[] address = InetAddress.ofLiteral(ip).getAddress();
      int bits = Integer.parseInt(subnet.substring(slash + 1));
      return net.length == address.length
          && bits >= 0
          && bits <= net.length * Byte.SIZE
          && java.util.stream.IntStream.range(0, bits)
              .allMatch(i -> bit(net, i) == bit(address, i));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static int bit(byte[] bytes, int index) {
    return bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1;
  }
}
