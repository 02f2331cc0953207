package io.wherry.cli.plans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoiceTest {
  private static final List<JsonNode> ROWS =
      List.of(row("vm-1", "web"), row("vm-2", "db"), row("vm-3", "twin"), row("vm-4", "twin"));

  @TempDir private Path folder;

  @Test
  void namesIdsQueriesAndAll() {
    assertThat(chosen("web, vm-3,vm-1")).containsExactly("vm-1", "vm-3");
    assertThat(chosen("where name = 'twin'")).containsExactly("vm-3", "vm-4");
    assertThat(chosen("*")).hasSize(4);
  }

  @Test
  void aFileNamesOneInEachLine() throws IOException {
    Path file = Files.writeString(folder.resolve("vms"), "db\n\n  vm-4 \n");
    assertThat(chosen("@" + file)).containsExactly("vm-2", "vm-4");
    assertThatThrownBy(() -> chosen("@" + folder.resolve("none")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void saysWhatFitsNothingOrTooMuch() {
    assertThatThrownBy(() -> chosen("mail")).hasMessageContaining("no machine 'mail'");
    assertThatThrownBy(() -> chosen("twin")).hasMessageContaining("give the id: vm-3, vm-4");
    assertThatThrownBy(() -> chosen("where name = 'x'")).hasMessageContaining("No machine of p");
    assertThatThrownBy(() -> chosen(" , ")).hasMessageContaining("No machine was named");
  }

  private static List<String> chosen(String text) {
    return new Choice(text, "p").of(ROWS).stream().map(r -> r.path("id").asText()).toList();
  }

  private static JsonNode row(String id, String name) {
    return JsonNodeFactory.instance.objectNode().put("id", id).put("name", name);
  }
}
