package io.wherry.cli;

import io.wherry.resources.Resource;

/** What a Plan's conditions say about its run. */
enum PlanState {
  WAITING,
  EXECUTING,
  SUCCEEDED,
  FAILED;

  static PlanState of(Resource plan) {
    if (DemoStory.hasCondition(plan, "Succeeded")) {
      return SUCCEEDED;
    }
    if (DemoStory.hasCondition(plan, "Failed") || DemoStory.hasCondition(plan, "Canceled")) {
      return FAILED;
    }
    return DemoStory.hasCondition(plan, "Executing") ? EXECUTING : WAITING;
  }

  boolean ended() {
    return this == SUCCEEDED || this == FAILED;
  }
}
