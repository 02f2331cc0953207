package io.wherry.blocks.imageio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.PeerRefused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtentListTest {
  private static ExtentList read(String json) {
    return ExtentList.read(json.getBytes(StandardCharsets.UTF_8), "disk", 30);
  }

  @Test
  void tellsDataZerosAndHoles() {
    ExtentList list =
        read(
            """
            [{"start":0,"length":10,"zero":false,"hole":true,"new":{"a":[1]}},
             {"start":10,"length":5,"zero":true,"hole":false,"dirty":true},
             {"start":15,"length":15,"zero":true,"hole":true}]
            """);
    assertThat(list.all())
        .containsExactly(
            new Extent(0, 10, ExtentKind.DATA),
            new Extent(10, 5, ExtentKind.ZERO),
            new Extent(15, 15, ExtentKind.HOLE));
    assertThat(list.dirty()).containsExactly(new Extent(10, 5, ExtentKind.ZERO));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "[{\"start\":0,\"length\":31}]",
        "[{\"start\":0,\"length\":10}]",
        "[{\"start\":5,\"length\":25}]",
        "[{\"start\":0,\"length\":0},{\"start\":0,\"length\":30}]",
        "[{\"start\":0,\"length\":20},{\"start\":10,\"length\":20}]",
        "[{\"start\":0,\"length\":99999999999999999999}]",
        "[{\"start\":0,\"length\":30}",
        "[{\"start\":\"0\",\"length\":30}]"
      })
  void refusesAListThatDoesNotDescribeTheDisk(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(PeerRefused.class)
        .hasMessageContaining("does not describe its 30 bytes");
  }

  @Test
  void readsWhatTheServerCan() {
    byte[] json =
        "{\"unix_socket\":\"x\",\"features\":[\"checksum\",\"extents\"],\"max_readers\":8}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(ServerOptions.read(json)).isEqualTo(new ServerOptions(true, 8));
    assertThat(ServerOptions.read(new byte[] {'{', '['})).isEqualTo(ServerOptions.NONE);
  }
}
