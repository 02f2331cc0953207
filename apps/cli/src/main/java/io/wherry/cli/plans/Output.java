package io.wherry.cli.plans;

/** How a list is printed. */
enum Output {
  table,
  wide,
  markdown,
  json,
  yaml,
  name
}
