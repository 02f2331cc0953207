package io.wherry.server;

import io.wherry.apiserver.ApiExtension;
import io.wherry.policy.RuleService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Upstream's validation service under the paths it has there. Roles decide by the path. */
final class RulesExtension implements ApiExtension {
  private final RuleService rules;

  RulesExtension(RuleService rules) {
    this.rules = rules;
  }

  @Override
  public boolean serves(String path) {
    return RuleService.serves(path);
  }

  @Override
  public void handle(Call call, Reply reply) throws IOException {
    RuleService.Reply found = rules.answer(call.method(), call.path(), call.body());
    reply.send(
        found.status(),
        "application/json",
        found.body().toString().getBytes(StandardCharsets.UTF_8));
  }
}
