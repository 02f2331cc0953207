package io.wherry.apiserver.patch;

import static io.wherry.apiserver.Trees.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON patch and merge patch: the examples of RFC 6902 appendix A and RFC 7386 appendix A. */
class PatchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{foo:'bar'} | [{op:'add',path:'/baz',value:'qux'}] | {foo:'bar',baz:'qux'}",
        "{foo:['bar','baz']} | [{op:'add',path:'/foo/1',value:'qux'}] | {foo:['bar','qux','baz']}",
        "{baz:'qux',foo:'bar'} | [{op:'remove',path:'/baz'}] | {foo:'bar'}",
        "{foo:['bar','qux','baz']} | [{op:'remove',path:'/foo/1'}] | {foo:['bar','baz']}",
        "{baz:'qux',foo:'bar'} | [{op:'replace',path:'/baz',value:'boo'}] | {baz:'boo',foo:'bar'}",
        "{foo:{bar:'baz',waldo:'fred'},qux:{corge:'grault'}} | [{op:'move',from:'/foo/waldo',path:'/qux/thud'}] | {foo:{bar:'baz'},qux:{corge:'grault',thud:'fred'}}",
        "{foo:['all','grass','cows','eat']} | [{op:'move',from:'/foo/1',path:'/foo/3'}] | {foo:['all','cows','eat','grass']}",
        "{baz:'qux',foo:['a',2,'c']} | [{op:'test',path:'/baz',value:'qux'},{op:'test',path:'/foo/1',value:2}] | {baz:'qux',foo:['a',2,'c']}",
        "{foo:'bar'} | [{op:'add',path:'/child',value:{grandchild:{}}}] | {foo:'bar',child:{grandchild:{}}}",
        "{foo:'bar'} | [{op:'add',path:'/baz',value:'qux',xyz:123}] | {foo:'bar',baz:'qux'}",
        "{'/':9,'~1':10} | [{op:'test',path:'/~01',value:10}] | {'/':9,'~1':10}",
        "{foo:['bar']} | [{op:'add',path:'/foo/-',value:['abc','def']}] | {foo:['bar',['abc','def']]}",
        "{a:1} | [{op:'copy',from:'/a',path:'/b'}] | {a:1,b:1}",
        "{a:1} | [{op:'test',path:'/a',value:1.0}] | {a:1}",
        "{a:1} | [{op:'add',path:'',value:{b:2}}] | {b:2}",
        "{l:[1,1]} | [{op:'replace',path:'/l/1',value:2}] | {l:[1,2]}",
      })
  void patchesAsTheRfcShows(String target, String patch, String expected) {
    JsonNode before = json(target);
    assertThat(JsonPatch.apply(before, json(patch))).isEqualTo(json(expected));
    assertThat(before).as("the target is not touched").isEqualTo(json(target));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{foo:'bar'} | [{op:'test',path:'/foo',value:'baz'}] | 422 | testing value /foo failed",
        "{foo:'bar'} | [{op:'add',path:'/baz/bat',value:'qux'}] | 422 | /baz does not exist",
        "{foo:'bar'} | [{op:'remove',path:'/baz'}] | 422 | /baz does not exist",
        "{foo:'bar'} | [{op:'replace',path:'/baz',value:1}] | 422 | /baz does not exist",
        "{l:[1]} | [{op:'add',path:'/l/5',value:1}] | 422 | nothing can be inserted",
        "{l:[1]} | [{op:'remove',path:'/l/-'}] | 422 | does not exist",
        "{l:[1]} | [{op:'remove',path:'/l/01'}] | 422 | does not exist",
        "{a:{b:1}} | [{op:'move',from:'/a',path:'/a/b'}] | 422 | into itself",
        "{a:1} | [{op:'remove',path:''}] | 422 | whole object",
        "{a:1} | {op:'add'} | 400 | must be a list",
        "{a:1} | [{op:'jump',path:'/a'}] | 400 | unknown JSON patch operation",
        "{a:1} | [{op:'add',path:'/b'}] | 400 | no \"value\"",
        "{a:1} | [{op:'add',value:1}] | 400 | no \"path\"",
        "{a:1} | [{op:'add',path:'b',value:1}] | 400 | does not start with /",
      })
  void refusesPatchesThatDoNotFit(String target, String patch, int status, String words) {
    assertThatThrownBy(() -> JsonPatch.apply(json(target), json(patch)))
        .isInstanceOfSatisfying(
            PatchRefused.class, e -> assertThat(e.httpStatus()).isEqualTo(status))
        .hasMessageContaining(words);
  }

  @Test
  void refusesEndlessPatches() {
    String many = "{op:'test',path:'/a',value:1},".repeat(10_001);
    assertThatThrownBy(() ->
            JsonPatch.apply(json("{a:1}"), json("[" + many + "{op:'test',path:'/a',value:1}]")))
        .isInstanceOfSatisfying(PatchRefused.class, e -> assertThat(e.httpStatus()).isEqualTo(413));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{a:'b'} | {a:'c'} | {a:'c'}",
        "{a:'b'} | {b:'c'} | {a:'b',b:'c'}",
        "{a:'b'} | {a:null} | {}",
        "{a:'b',b:'c'} | {a:null} | {b:'c'}",
        "{a:['b']} | {a:'c'} | {a:'c'}",
        "{a:'c'} | {a:['b']} | {a:['b']}",
        "{a:{b:'c'}} | {a:{b:'d',c:null}} | {a:{b:'d'}}",
        "{a:[{b:'c'}]} | {a:[1]} | {a:[1]}",
        "['a','b'] | ['c','d'] | ['c','d']",
        "{a:'b'} | ['c'] | ['c']",
        "{a:'foo'} | null | null",
        "{e:null} | {a:1} | {e:null,a:1}",
        "[1,2] | {a:'b',c:null} | {a:'b'}",
        "{} | {a:{bb:{ccc:null}}} | {a:{bb:{}}}",
      })
  void mergesAsTheRfcShows(String target, String patch, String expected) {
    assertThat(MergePatch.apply(json(target), json(patch))).isEqualTo(json(expected));
  }
}
