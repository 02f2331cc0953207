package io.wherry.server.guards;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindGuard;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.spi.SourceType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Secrets that are labelled as credentials of a provider. They are not tried out here as upstream
 * does: a write would wait for somebody else's machine. The provider says whether they work.
 *
 * @source plans-and-migrations.md 1.12
 */
final class ProviderSecretGuard implements KindGuard {
  static final String WEBHOOK = "secret.forklift.konveyor";

  private static final String INSECURE = "insecureSkipVerify";
  private static final Set<String> BOOLEANS =
      Set.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False");

  @Override
  public KindRef kind() {
    return Kinds.SECRET;
  }

  @Override
  public void complete(Write write) {
    ObjectNode secret = write.after();
    boolean said = secret.path("data").has(INSECURE) || secret.path("stringData").has(INSECURE);
    if (isProviders(secret)
        && !said
        && (!secret.hasNonNull("data") || secret.get("data").isObject())) {
      ObjectNode data =
          secret.get("data") instanceof ObjectNode present ? present : secret.putObject("data");
      data.put(INSECURE, encoded("false"));
    }
  }

  @Override
  public void check(Write write) {
    ObjectNode secret = write.after();
    if (!isProviders(secret)) {
      return;
    }
    String insecure = decoded(secret.path("data").path(INSECURE).asText());
    if (!BOOLEANS.contains(insecure)) {
      throw denied("strconv.ParseBool: parsing \"" + insecure + "\": invalid syntax");
    }
    String type = label(secret, "createdForProviderType");
    if (type.isEmpty()) {
      throw denied("The label 'createdForProviderType' is not set on secret");
    }
    if (SourceType.ofWire(type).isEmpty()) {
      String types =
          Arrays.stream(SourceType.values()).map(SourceType::wire).collect(Collectors.joining(" "));
      throw denied("Incorrect 'createdForProviderType' value. Options [" + types + "]");
    }
  }

  private static ApiFailure denied(String why) {
    return ApiFailure.denied(WEBHOOK, why, List.of());
  }

  private static boolean isProviders(ObjectNode secret) {
    return label(secret, "createdForResourceType").equals("providers");
  }

  private static String label(ObjectNode secret, String name) {
    return secret.path("metadata").path("labels").path(name).asText();
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
