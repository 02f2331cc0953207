package io.wherry.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ChangeLogTest {
  private static final ObjectKey KEY = new ObjectKey(new Bucket("", "configmaps"), "default", "a");

  private static Change change(long revision, String content) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode().put("data", content);
    return new Change(Change.Type.MODIFIED, new StoredObject(KEY, revision, tree), null);
  }

  @Test
  void forgetsTheOldestWhenTheyAreMany() {
    ChangeLog log = new ChangeLog(0);
    for (int i = 1; i <= ChangeLog.WINDOW + 1; i++) {
      log.append(change(i, "small"));
    }
    assertThatThrownBy(() -> log.after(0)).isInstanceOf(RevisionGone.class);
    assertThat(log.after(1)).hasSize(ChangeLog.WINDOW);
  }

  @Test
  void forgetsTheOldestWhenTheyAreLarge() {
    ChangeLog log = new ChangeLog(0);
    String megabyte = "x".repeat(1 << 20);
    for (int i = 1; i <= 40; i++) {
      log.append(change(i, megabyte));
    }
    assertThatThrownBy(() -> log.after(8)).isInstanceOf(RevisionGone.class);
    assertThat(log.after(9)).hasSize(31);
  }

  @Test
  void keepsTheNewestHoweverLargeItIs() {
    ChangeLog log = new ChangeLog(0);
    log.append(change(1, "x".repeat(40 << 20)));
    assertThat(log.after(0)).hasSize(1);
  }
}
