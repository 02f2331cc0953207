package io.wherry.itinerary;

import static io.wherry.itinerary.When.all;
import static io.wherry.itinerary.When.always;
import static io.wherry.itinerary.When.any;
import static io.wherry.itinerary.When.has;
import static io.wherry.itinerary.When.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class WhenTest {
  enum T implements Trait {
    A,
    B
  }

  @Test
  void combines() {
    When when = all(has(T.A), not(has(T.B)));
    assertThat(when.holds(Set.of(T.A))).isTrue();
    assertThat(when.holds(Set.of(T.A, T.B))).isFalse();
    assertThat(any(has(T.A), has(T.B)).holds(Set.of(T.B))).isTrue();
    assertThat(always().holds(Set.of())).isTrue();
    assertThat(when.text()).isEqualTo("(A and not B)");
    assertThat(any(has(T.A), always()).text()).isEqualTo("(A or always)");
  }
}
