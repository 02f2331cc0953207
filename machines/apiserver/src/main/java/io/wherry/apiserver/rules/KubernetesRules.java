package io.wherry.apiserver.rules;

import io.wherry.apiserver.ApiRules;
import io.wherry.apiserver.openapi.KubernetesOpenApi;
import io.wherry.apiserver.schema.BuiltinSchemas;
import io.wherry.apiserver.tables.KubernetesTables;

/** The server's parts that make it speak as Kubernetes does. */
public final class KubernetesRules {
  private KubernetesRules() {}

  /** Everything that {@link ApiRules} asks for; reads resources of this module once. */
  public static ApiRules load() {
    BuiltinSchemas builtin = BuiltinSchemas.load();
    KindSchemas schemas = new KindSchemas(builtin);
    return new ApiRules(
        BuiltinKinds.all(),
        new StructuralRules(schemas),
        new KubernetesPatcher(schemas),
        new ProtobufBodies(),
        new KubernetesTables(),
        new KubernetesOpenApi(builtin));
  }
}
