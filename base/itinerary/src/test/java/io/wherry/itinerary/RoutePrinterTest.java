package io.wherry.itinerary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutePrinterTest {
  private static Itinerary<List<String>> route() {
    return Itinerary.<List<String>>named("warm", 3)
        .stage(VoyageTest.Only.ONE)
        .go(new ScriptedStep("a").within(Duration.ofMinutes(5)))
        .go(new ScriptedStep("b"), When.has(WhenTest.T.A))
        .go(new ScriptedStep("c"), When.has(WhenTest.T.A))
        .loop(
            "rounds", _ -> true, round -> round.go(new ScriptedStep("d")).go(new ScriptedStep("e")))
        .go(new ScriptedStep("f"))
        .build();
  }

  @Test
  void printsText() {
    assertThat(RoutePrinter.text(route()))
        .isEqualTo(
            """
            itinerary warm, revision 3
            One
              1     a                          convergent; at most PT5M
              2     b                          convergent; when A
              3     c                          convergent; when A
              loop rounds
              4/1   d                          convergent
              4/2   e                          convergent
              end loop rounds
              5     f                          convergent
            """);
  }

  @Test
  void drawsForMermaid() {
    assertThat(RoutePrinter.mermaid(route()))
        .isEqualTo(
            """
            flowchart TD
              start([start])
              s1[a]
              start --> s1
              s2[b]
              s1 -->|A| s2
              s3[c]
              s2 --> s3
              s4_1[d]
              s3 --> s4_1
              s1 --> s4_1
              s4_2[e]
              s4_1 --> s4_2
              s4_2 -. rounds .-> s4_1
              s5[f]
              s4_2 --> s5
              finish([end])
              s5 --> finish
            """);
  }
}
