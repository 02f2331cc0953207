package io.wherry.vsphere;

import io.wherry.problems.Category;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.Problem;
import io.wherry.problems.ProblemCode;
import io.wherry.problems.SubjectRef;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.ServerTrust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can be said of a provider without asking its server.
 *
 * @source inventory-and-providers.md section 2.2, plans-and-migrations.md sections 1.2 and 2.1
 */
final class EndpointCheck {
  private static final Map<String, Set<String>> CHOICES =
      Map.of(
          EndpointSettings.SDK_ENDPOINT,
          Set.of("vcenter", "esxi"),
          "esxiCloneMethod",
          Set.of("vib", "ssh"),
          "useVddkAioOptimization",
          Set.of("true", "false"));

  private EndpointCheck() {}

  private enum Code implements ProblemCode {
    UrlNotValid,
    SecretNotValid,
    SettingsNotValid;

    @Override
    public String wire() {
      return name();
    }
  }

  static List<Problem> problems(Endpoint endpoint, Credentials credentials) {
    List<Problem> found = new ArrayList<>();
    SubjectRef provider = new SubjectRef("Provider", endpoint.namespace() + "/" + endpoint.name());
    try {
      var _ = EndpointSettings.url(endpoint.url());
    } catch (InvalidRequest e) {
      found.add(problem(Code.UrlNotValid, provider, String.valueOf(e.getMessage()), ""));
    }
    for (String key : List.of("user", "password")) {
      if (credentials.value(key).isEmpty()) {
        found.add(
            problem(
                Code.SecretNotValid,
                new SubjectRef("Secret key", key),
                "The Secret of the provider lacks keys.",
                "Add the keys user and password, and the CA as ca.crt."));
      }
    }
    trust(credentials, found);
    settings(endpoint, provider, found);
    return found;
  }

  private static void trust(Credentials credentials, List<Problem> found) {
    try {
      var _ = ServerTrust.of(credentials);
    } catch (InvalidRequest e) {
      found.add(
          problem(
              Code.SecretNotValid,
              new SubjectRef("Secret key", ServerTrust.key(credentials)),
              String.valueOf(e.getMessage()),
              "Correct the key in the Secret."));
    }
  }

  private static void settings(Endpoint endpoint, SubjectRef provider, List<Problem> found) {
    endpoint
        .settings()
        .forEach((key, value) -> {
          Set<String> choices = CHOICES.getOrDefault(key, Set.of(value));
          if (!choices.contains(value)) {
            found.add(
                problem(
                    Code.SettingsNotValid,
                    provider,
                    "The setting %s is '%s'; it can be %s."
                        .formatted(
                            key, value, String.join(" or ", choices.stream().sorted().toList())),
                    "Correct spec.settings."));
          }
        });
  }

  private static Problem problem(Code code, SubjectRef subject, String message, String advice) {
    return new Problem(code, Category.Critical, subject, message, advice);
  }
}
