package io.wherry.cli.query;

import com.fasterxml.jackson.databind.JsonNode;

/** Something that has a value for each row. */
interface Expression {
  Value of(JsonNode row);
}
