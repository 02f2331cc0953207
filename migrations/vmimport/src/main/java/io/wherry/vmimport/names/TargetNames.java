package io.wherry.vmimport.names;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Names of target VMs. Where upstream appends random characters, these depend on the VM's id: the
 * dry run and the real run find the same name.
 *
 * @source plans-and-migrations.md section 5.4
 */
public final class TargetNames {
  private static final int SUFFIX = 4;

  private TargetNames() {}

  /**
   * The name a source name becomes: a DNS-1123 subdomain of at most 63 characters.
   *
   * @param vmId gives a name where nothing of the source name is left
   */
  public static String sanitized(String sourceName, String vmId) {
    String trimmed = sourceName.toLowerCase(Locale.ROOT).replaceAll("^[.-]+|[.-]+$", "");
    String joined =
        Arrays.stream(trimmed.split("\\."))
            .map(TargetNames::part)
            .filter(p -> !p.isEmpty())
            .collect(Collectors.joining("."));
    String name = DnsNames.cut(joined, DnsNames.LABEL);
    return name.isEmpty() ? "vm-" + DnsNames.digest(vmId, SUFFIX) : name;
  }

  /**
   * A name like the wanted one that nobody has: the end replaced by four characters.
   *
   * @param taken tells whether a name is in use
   */
  public static String unique(String wanted, String vmId, Predicate<String> taken) {
    String name = wanted;
    String stem = DnsNames.cut(wanted, Math.min(wanted.length(), DnsNames.LABEL - SUFFIX - 1));
    for (int round = 0; taken.test(name); round++) {
      name = stem + "-" + DnsNames.digest(vmId + "/" + round, SUFFIX);
    }
    return name;
  }

  private static String part(String part) {
    return part.replaceAll("[_+*\\s/\\\\]", "-")
        .replaceAll("[^a-z0-9-]", "")
        .replaceAll("-{2,}", "-")
        .replaceAll("^-+|-+$", "");
  }
}
