package io.wherry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.apiserver.ApiExtension.Call;
import io.wherry.apiserver.ApiExtension.Wish;
import io.wherry.inventory.InventoryAccess.Question;
import io.wherry.inventory.InventoryAccess.Verdict;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InventoryCallersTest {
  /** May read one provider. */
  private record Reader(String namespace, String provider) implements Call {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/inventory/providers";
    }

    @Override
    public Map<String, List<String>> query() {
      return Map.of();
    }

    @Override
    public String header(String name) {
      return "";
    }

    @Override
    public String user() {
      return "reader";
    }

    @Override
    public boolean may(Wish wish) {
      return wish.equals(new Wish("get", "forklift.konveyor.io", "providers", namespace, provider));
    }

    @Override
    public InputStream body() {
      return InputStream.nullInputStream();
    }
  }

  @Test
  void asksRolesAboutProviders() {
    InventoryCallers callers = new InventoryCallers();
    Reader reader = new Reader("ns", "p");
    assertThat(callers.during(reader, () -> callers.review(new Question("t", "get", "ns", "p"))))
        .isInstanceOf(Verdict.Allowed.class);
    assertThat(callers.during(reader, () -> callers.review(new Question("t", "list", "ns", ""))))
        .isInstanceOfSatisfying(
            Verdict.Denied.class,
            d -> assertThat(d.reason()).contains("User \"reader\" cannot list providers"));
    assertThat(callers.review(new Question("t", "get", "ns", "p")))
        .as("after the request")
        .isInstanceOf(Verdict.Unknown.class);
  }
}
