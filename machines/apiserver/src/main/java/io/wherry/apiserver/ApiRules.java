package io.wherry.apiserver;

import java.util.List;

/**
 * What the server knows about kinds and bodies, as its parts see it.
 *
 * @param builtIn kinds that are served without a CustomResourceDefinition
 */
public record ApiRules(
    List<KindDefinition> builtIn,
    SchemaRules schemas,
    ObjectPatcher patcher,
    BodyDecoder decoder,
    TableRenderer tables,
    OpenApiDocuments openApi) {
  public ApiRules {
    builtIn = List.copyOf(builtIn);
  }
}
