package io.wherry.cli.plans;

/** The resource that a verb wants named, so that verbs read as in kubectl. */
enum PlanWord {
  plan,
  plans
}
