package io.wherry.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests want, in the words of roles. */
class AttributesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          GET    | /api/v1/pods                                     | list '' '' pods '' ''
          GET    | /api/v1/namespaces/a/pods                        | list '' a pods '' ''
          GET    | /api/v1/namespaces/a/pods?watch=1                | watch '' a pods '' ''
          GET    | /api/v1/namespaces/a/pods?watch=false            | list '' a pods '' ''
          GET    | /api/v1/namespaces/a/pods?fieldSelector=metadata.name=x | list '' a pods '' x
          GET    | /api/v1/namespaces/a/pods?fieldSelector=metadata.name!=x | list '' a pods '' ''
          GET    | /api/v1/namespaces/a/pods/x                      | get '' a pods '' x
          HEAD   | /api/v1/namespaces/a/pods/x                      | get '' a pods '' x
          GET    | /api/v1/namespaces/a/pods/x/log                  | get '' a pods log x
          POST   | /api/v1/namespaces/a/pods                        | create '' a pods '' ''
          PUT    | /api/v1/namespaces/a/pods/x/status               | update '' a pods status x
          PATCH  | /apis/g.io/v2/namespaces/a/things/x              | patch g.io a things '' x
          DELETE | /apis/g.io/v2/namespaces/a/things/x              | delete g.io a things '' x
          DELETE | /apis/g.io/v2/namespaces/a/things                | deletecollection g.io a things '' ''
          GET    | /api/v1/namespaces                               | list '' '' namespaces '' ''
          GET    | /api/v1/namespaces/a                             | get '' a namespaces '' a
          PUT    | /api/v1/namespaces/a/finalize                    | update '' a namespaces finalize a
          PUT    | /api/v1/namespaces/a/status                      | update '' a namespaces status a
          """)
  void readsResources(String method, String url, String expected) {
    Attributes wish = wish(method, url);
    String got =
        String.join(
            " ",
            List.of(
                    wish.verb(),
                    wish.group(),
                    wish.namespace(),
                    wish.resource(),
                    wish.subresource(),
                    wish.name())
                .stream()
                .map(s -> s.isEmpty() ? "''" : s)
                .toList());
    assertThat(got).isEqualTo(expected);
    assertThat(wish.isResource()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api",
    "GET,/apis/apps/v1",
    "POST,/api/v1",
    "GET,/metrics",
    "PUT,/",
    "GET,/apis"
  })
  void readsPaths(String method, String path) {
    Attributes wish = wish(method, path);
    assertThat(wish.isResource()).isFalse();
    assertThat(wish.path()).isEqualTo(path);
    assertThat(wish.verb()).isEqualTo(method.toLowerCase(java.util.Locale.ROOT));
  }

  private static Attributes wish(String method, String url) {
    int question = url.indexOf('?');
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (question >= 0) {
      String[] pair = url.substring(question + 1).split("=", 2);
      query.put(pair[0], List.of(pair[1]));
    }
    return Attributes.ofRequest(method, question < 0 ? url : url.substring(0, question), query);
  }
}
