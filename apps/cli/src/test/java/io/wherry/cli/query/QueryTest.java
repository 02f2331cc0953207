package io.wherry.cli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.problems.InvalidRequest;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  private static final List<JsonNode> VMS =
      rows(
          """
          [{"name": "web-1", "memoryMB": 4096, "cpuCount": 2, "powerState": "poweredOn",
            "host": {"name": "esx-1"}, "guestName": "Red Hat Enterprise Linux 9",
            "disks": [{"capacity": 10737418240, "shared": false}, {"capacity": 1073741824, "shared": true}],
            "concerns": [{"category": "Warning"}], "created": "2026-03-01T10:00:00Z"},
           {"name": "web-2", "memoryMB": 8192, "cpuCount": 4, "powerState": "poweredOff",
            "host": {"name": "esx-2"}, "guestName": "Microsoft Windows Server 2022",
            "disks": [{"capacity": 107374182400, "shared": false}], "concerns": [],
            "created": "2026-05-01T10:00:00Z"},
           {"name": "db_%", "memoryMB": 65536, "cpuCount": 16, "powerState": "poweredOn", "isTemplate": true,
            "host": null, "disks": [], "labels": {"app.kubernetes.io/name": "db"},
            "created": "2026-07-01T10:00:00Z"}]
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "where name = 'web-1' | web-1",
        "name = 'web-1' | web-1",
        "where name ~= '^web' | web-1 web-2",
        "where name ~! '^web' | db_%",
        "where name like 'web-_' and cpuCount > 2 | web-2",
        "where name like 'db_%' | db_%",
        "where guestName ilike '%windows%' | web-2",
        "where guestName not ilike '%windows%' | web-1 db_%",
        "where memorymb between 4096 and 8Ki | web-1 web-2",
        "where memoryMB * 1Mi >= 8Gi | web-2 db_%",
        "where cpuCount in (2, 16) | web-1 db_%",
        "where name not in ['web-1', 'web-2'] | db_%",
        "where host is null | db_%",
        "where host is not null or isTemplate | web-1 web-2 db_%",
        "where not isTemplate | web-1 web-2",
        "where isTemplate = true | db_%",
        "where host.name = 'esx-2' | web-2",
        "where disks[0].capacity = 10Gi | web-1",
        "where disks[*].capacity > 50Gi | web-2",
        "where any(disks[*].shared) | web-1",
        "where any disks[*].capacity < 2Gi | web-1",
        "where all(disks[*].capacity > 5Gi) and len(disks) > 0 | web-2",
        "where len disks = 2 | web-1",
        "where sum(disks[*].capacity) > 10Gi | web-1 web-2",
        "where any(concerns[*].category = 'Warning') | web-1",
        "where created > 2026-04-15 and created < 2026-06-01T00:00:00Z | web-2",
        "where labels.'app.kubernetes.io/name' = 'db' | db_%",
        "where (cpuCount - 2) % 7 = 0 | web-1 db_%",
        "where cpuCount / 0 = 1 or name = 'web-2' | web-2",
        "where missing = 3 or missing < 3 or missing like '%' | \"\"",
        "where missing != 3 limit 1 | web-1",
        "order by memoryMB desc limit 2 | db_% web-2",
        "where cpuCount > 1 order by powerState, name desc | web-2 web-1 db_%",
        "order by host.name | db_% web-1 web-2",
        "limit 0 | \"\"",
        "WHERE NAME = 'web-1' OR -cpuCount < -10 | web-1 db_%",
      })
  void selects(String query, String expected) {
    assertThat(names(Query.parse(query))).isEqualTo(expected);
  }

  @Test
  void selectNamesTheColumns() {
    Query query =
        Query.parse("select name, sum(disks[*].capacity) / 1Gi as gib, host.name limit 1");
    assertThat(query.columns())
        .extracting(Query.Column::heading)
        .containsExactly("NAME", "GIB", "HOST.NAME");
    assertThat(query.columns())
        .extracting(c -> c.cell().apply(VMS.getFirst()))
        .containsExactly("web-1", "11", "esx-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "where",
        "where name =",
        "where name = 'x",
        "where (name = 'x'",
        "where name like web",
        "where name ~= '('",
        "where cpuCount in ()",
        "order name",
        "limit x",
        "limit 1.5",
        "where name = 'a' name",
        "select",
        "where a not b",
        "where a is b",
        "where ; = 1",
      })
  void saysWhereAQueryIsWrong(String query) {
    assertThatThrownBy(() -> Query.parse(query)).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void theMessageHasThePosition() {
    assertThatThrownBy(() -> Query.parse("where name = 'x' and and"))
        .hasMessage(
            "The query \"where name = 'x' and and\" has 'and' at character 22 where a name, a number or a text in quotes was expected.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "not ", "-", "any ", "len "})
  void hostileNestingIsRefused(String piece) {
    assertThatThrownBy(() -> Query.parse("where " + piece.repeat(9000 / piece.length())))
        .isInstanceOf(InvalidRequest.class);
  }

  private static String names(Query query) {
    return String.join(
        " ",
        query.apply(VMS, Function.identity()).stream().map(r -> r.path("name").asText()).toList());
  }

  private static List<JsonNode> rows(String json) {
    try {
      return StreamSupport.stream(new ObjectMapper().readTree(json).spliterator(), false).toList();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
