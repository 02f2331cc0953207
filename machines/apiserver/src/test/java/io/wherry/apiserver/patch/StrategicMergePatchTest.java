package io.wherry.apiserver.patch;

import static io.wherry.apiserver.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.apiserver.schema.BuiltinSchemas;
import io.wherry.apiserver.schema.SchemaNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategicMergePatchTest {
  private static final SchemaNode POD =
      BuiltinSchemas.load().forKind("", "v1", "Pod").orElseThrow().root();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "merges containers by name | {spec:{containers:[{name:'a',image:'1'},{name:'b'}]}} | {spec:{containers:[{name:'a',image:'2'},{name:'c'}]}} | {spec:{containers:[{name:'a',image:'2'},{name:'b'},{name:'c'}]}}",
        "merges environment inside containers | {spec:{containers:[{name:'a',env:[{name:'X',value:'1'}]}]}} | {spec:{containers:[{name:'a',env:[{name:'Y',value:'2'}]}]}} | {spec:{containers:[{name:'a',env:[{name:'X',value:'1'},{name:'Y',value:'2'}]}]}}",
        "deletes an element | {spec:{containers:[{name:'a'},{name:'b'}]}} | {spec:{containers:[{name:'a',$patch:'delete'}]}} | {spec:{containers:[{name:'b'}]}}",
        "replaces a list | {spec:{containers:[{name:'a'},{name:'b'}]}} | {spec:{containers:[{name:'c'},{$patch:'replace'}]}} | {spec:{containers:[{name:'c'}]}}",
        "replaces an object | {spec:{nodeSelector:{a:'1'}}} | {spec:{nodeSelector:{$patch:'replace',b:'2'}}} | {spec:{nodeSelector:{b:'2'}}}",
        "empties an object | {metadata:{labels:{a:'1'}}} | {metadata:{labels:{$patch:'delete'}}} | {metadata:{labels:{}}}",
        "removes by null | {metadata:{labels:{a:'1',b:'2'}}} | {metadata:{labels:{a:null}}} | {metadata:{labels:{b:'2'}}}",
        "unites finalizers | {metadata:{finalizers:['a']}} | {metadata:{finalizers:['a','b']}} | {metadata:{finalizers:['a','b']}}",
        "takes from finalizers | {metadata:{finalizers:['a','b']}} | {metadata:{'$deleteFromPrimitiveList/finalizers':['a']}} | {metadata:{finalizers:['b']}}",
        "merges owners by uid | {metadata:{ownerReferences:[{uid:'1',name:'x'}]}} | {metadata:{ownerReferences:[{uid:'2',name:'y'}]}} | {metadata:{ownerReferences:[{uid:'1',name:'x'},{uid:'2',name:'y'}]}}",
        "replaces tolerations as a whole | {spec:{tolerations:[{key:'a'}]}} | {spec:{tolerations:[{key:'b'}]}} | {spec:{tolerations:[{key:'b'}]}}",
        "keeps only retained keys | {spec:{volumes:[{name:'v',emptyDir:{}}]}} | {spec:{volumes:[{name:'v',$retainKeys:['name','secret'],secret:{secretName:'s'}}]}} | {spec:{volumes:[{name:'v',secret:{secretName:'s'}}]}}",
        "orders elements | {spec:{containers:[{name:'a'},{name:'b'}]}} | {spec:{'$setElementOrder/containers':[{name:'c'},{name:'b'},{name:'a'}],containers:[{name:'c'}]}} | {spec:{containers:[{name:'c'},{name:'b'},{name:'a'}]}}",
        "keeps unnamed elements near their neighbours | {spec:{containers:[{name:'x'},{name:'a'},{name:'b'}]}} | {spec:{'$setElementOrder/containers':[{name:'a'},{name:'b'}],containers:[{name:'b',image:'2'}]}} | {spec:{containers:[{name:'x'},{name:'a'},{name:'b',image:'2'}]}}",
        "merges conditions by type | {status:{conditions:[{type:'Ready',status:'False'}]}} | {status:{conditions:[{type:'Ready',status:'True'}]}} | {status:{conditions:[{type:'Ready',status:'True'}]}}",
        "drops directives of what is new | {} | {spec:{containers:[{name:'a',$patch:'merge'}]}} | {spec:{containers:[{name:'a'}]}}",
      })
  void mergesAsDocumented(String name, String target, String patch, String expected) {
    assertThat(StrategicMergePatch.apply(object(target), object(patch), POD))
        .as(name)
        .isEqualTo(object(expected));
  }

  @Test
  void refusesElementsWithoutTheirKey() {
    assertThatThrownBy(() ->
            StrategicMergePatch.apply(
                object("{spec:{containers:[{name:'a'}]}}"),
                object("{spec:{containers:[{image:'x'}]}}"),
                POD))
        .isInstanceOf(PatchRefused.class)
        .hasMessage("map: does not contain declared merge key: name");
  }

  @Test
  void refusesUnknownDirectives() {
    assertThatThrownBy(
            () -> StrategicMergePatch.apply(object("{}"), object("{spec:{$patch:'explode'}}"), POD))
        .isInstanceOf(PatchRefused.class)
        .hasMessageContaining("explode");
  }
}
