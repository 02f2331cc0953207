package io.wherry.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.Admission.Operation;
import io.wherry.apiserver.Admission.Request;
import io.wherry.apiserver.security.User;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostWorkGuardTest {
  private static final User ADMIN = new User("root", "", List.of("system:masters"));
  private static final User EDITOR = new User("eve", "", List.of("editors"));

  private static ObjectNode pod(String image, String label) {
    ObjectNode pod = JsonNodeFactory.instance.objectNode();
    pod.putObject("metadata").put("name", "p").putObject("labels").put("l", label);
    pod.putObject("spec").put("image", image);
    return pod;
  }

  private static void write(User user, KindRef kind, ObjectNode before, ObjectNode after) {
    Operation operation = before.isEmpty() ? Operation.CREATE : Operation.UPDATE;
    new HostWorkGuard().admit(new Request(user, operation, kind, "", before, after));
  }

  @Test
  void letsOnlyAdministratorsRunPrograms() {
    ObjectNode none = JsonNodeFactory.instance.objectNode();
    for (KindRef kind : List.of(Kinds.POD, Kinds.JOB)) {
      assertThatCode(() -> write(ADMIN, kind, none, pod("a", "x"))).doesNotThrowAnyException();
      assertThatThrownBy(() -> write(EDITOR, kind, none, pod("a", "x")))
          .hasMessageContaining("only administrators");
      assertThatThrownBy(() -> write(EDITOR, kind, pod("a", "x"), pod("b", "x")))
          .hasMessageContaining("only administrators");
      assertThatCode(() -> write(EDITOR, kind, pod("a", "x"), pod("a", "y")))
          .doesNotThrowAnyException();
    }
    assertThatCode(() -> write(EDITOR, Kinds.CONFIG_MAP, none, pod("a", "x")))
        .doesNotThrowAnyException();
  }
}
