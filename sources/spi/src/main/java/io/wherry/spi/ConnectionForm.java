package io.wherry.spi;

import io.wherry.problems.Category;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.Problem;
import io.wherry.problems.ProblemCode;
import io.wherry.problems.SubjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a type of provider must be told to connect: consoles ask for it, and the static check of a
 * Provider goes by it.
 *
 * @param title of the type, for example {@code VMware vSphere}
 * @param blurb what it is, in a few words
 * @param url asks for spec.url
 * @param fields beside the url, in the order they are asked
 * @param tls whether the server proves itself by a certificate
 * @source inventory-and-providers.md sections 2.1 and 2.2
 */
public record ConnectionForm(String title, String blurb, Field url, List<Field> fields, Tls tls) {
  public ConnectionForm {
    fields = List.copyOf(fields);
  }

  /** Whether keys about certificates are asked for. */
  public enum Tls {
    NONE,
    VERIFIED
  }

  /** Where a value goes. */
  public enum Place {
    URL,
    SECRET,
    SETTINGS
  }

  /** How a field is asked. */
  public enum Manner {
    REQUIRED,
    /** The value is not shown. */
    HIDDEN,
    /** For those who know that they need it: not asked, only checked. */
    RARE
  }

  /**
   * A question.
   *
   * @param key in Secret or settings
   * @param help for those who don't know; may be empty
   * @param options all values it can have; empty when any text is fine; the first is the default
   * @param when only asked while this holds
   */
  public record Field(
      String key,
      String title,
      String help,
      Place place,
      Set<Manner> manners,
      List<String> options,
      Optional<When> when) {
    public Field {
      manners = Set.copyOf(manners);
      options = List.copyOf(options);
    }

    private static Field of(String key, String title, Place place, Manner... manners) {
      return new Field(key, title, "", place, Set.of(manners), List.of(), Optional.empty());
    }

    /** The address. */
    public static Field url(String title, String help, Manner... manners) {
      return of("url", title, Place.URL, manners).helped(help);
    }

    /** A value of the Secret. */
    public static Field secret(String key, String title, Manner... manners) {
      return of(key, title, Place.SECRET, manners);
    }

    /** An entry of the settings. */
    public static Field setting(String key, String title, String help, Manner... manners) {
      return of(key, title, Place.SETTINGS, manners).helped(help);
    }

    /** With words for those who don't know. */
    public Field helped(String words) {
      return new Field(key, title, words, place, manners, options, when);
    }

    /** With all values it can have. */
    public Field of(String... values) {
      return new Field(key, title, help, place, manners, List.of(values), when);
    }

    /** Asked only while another field has a value. */
    public Field when(String other, String value) {
      return new Field(
          key, title, help, place, manners, options, Optional.of(new When(other, value)));
    }

    private String value(Endpoint endpoint, Credentials credentials) {
      return switch (place) {
        case URL -> endpoint.url();
        case SECRET -> credentials.value(key).orElse("");
        case SETTINGS -> endpoint.settings().getOrDefault(key, "");
      };
    }
  }

  /** A condition: another field has the value; {@code *} means any. */
  public record When(String key, String value) {}

  private enum Code implements ProblemCode {
    UrlNotValid,
    SecretNotValid,
    SettingsNotValid;

    @Override
    public String wire() {
      return name();
    }
  }

  /** What is missing or wrong, as far as it can be seen without asking the server. */
  public List<Problem> problems(Endpoint endpoint, Credentials credentials) {
    List<Problem> found = new ArrayList<>();
    for (Field field : fields) {
      if (isAsked(field, endpoint, credentials)) {
        problem(field, endpoint, credentials).ifPresent(found::add);
      }
    }
    if (tls == Tls.VERIFIED) {
      trust(credentials).ifPresent(found::add);
    }
    return found;
  }

  /** The url cannot work. */
  public static Problem urlProblem(Endpoint endpoint, String message) {
    return problem(Code.UrlNotValid, provider(endpoint), message, "Correct spec.url.");
  }

  private boolean isAsked(Field field, Endpoint endpoint, Credentials credentials) {
    if (field.when().isEmpty()) {
      return true;
    }
    When when = field.when().get();
    Field other =
        when.key().equals(url.key())
            ? url
            : fields.stream().filter(f -> f.key().equals(when.key())).findFirst().orElse(url);
    String value = other.value(endpoint, credentials);
    String effective =
        value.isEmpty() && !other.options().isEmpty() ? other.options().getFirst() : value;
    return when.value().equals("*") ? !effective.isEmpty() : effective.equals(when.value());
  }

  private static Optional<Problem> problem(
      Field field, Endpoint endpoint, Credentials credentials) {
    String value = field.value(endpoint, credentials);
    boolean secret = field.place() == Place.SECRET;
    SubjectRef subject = secret ? new SubjectRef("Secret key", field.key()) : provider(endpoint);
    Code code = secret ? Code.SecretNotValid : Code.SettingsNotValid;
    String where = secret ? "The Secret of the provider" : "spec.settings";
    if (value.isEmpty()) {
      return field.manners().contains(Manner.REQUIRED)
          ? Optional.of(
              problem(
                  code,
                  subject,
                  where + " lacks " + field.key() + ".",
                  "Add it: " + field.title() + "."))
          : Optional.empty();
    }
    if (field.options().isEmpty() || field.options().contains(value)) {
      return Optional.empty();
    }
    return Optional.of(
        problem(
            code,
            subject,
            "%s says %s is '%s'; it can be %s."
                .formatted(where, field.key(), value, String.join(" or ", field.options())),
            "Correct it."));
  }

  private static Optional<Problem> trust(Credentials credentials) {
    try {
      var _ = ServerTrust.of(credentials);
      return Optional.empty();
    } catch (InvalidRequest e) {
      return Optional.of(
          problem(
              Code.SecretNotValid,
              new SubjectRef("Secret key", ServerTrust.key(credentials)),
              String.valueOf(e.getMessage()),
              "Correct the key in the Secret."));
    }
  }

  private static SubjectRef provider(Endpoint endpoint) {
    return new SubjectRef("Provider", endpoint.namespace() + "/" + endpoint.name());
  }

  private static Problem problem(Code code, SubjectRef subject, String message, String advice) {
    return new Problem(code, Category.Critical, subject, message, advice);
  }
}
