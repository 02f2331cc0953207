package io.wherry.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wherry.itinerary.Progress;
import java.util.ArrayList;
import java.util.List;

/** Progress as it stands in the status of a Run. */
public final class ProgressJson {
  private ProgressJson() {}

  public static ArrayNode write(Progress progress) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Progress.Part part : progress.parts()) {
      array
          .addObject()
          .put("name", part.name())
          .put("done", part.done())
          .put("total", part.total())
          .put("rate", part.rate())
          .put("leftSeconds", part.leftSeconds());
    }
    return array;
  }

  public static Progress read(JsonNode array) {
    List<Progress.Part> parts = new ArrayList<>();
    array.forEach(n ->
        parts.add(
            new Progress.Part(
                n.path("name").asText(),
                n.path("done").asLong(),
                n.path("total").asLong(),
                n.path("rate").asLong(),
                n.path("leftSeconds").asLong())));
    return new Progress(parts);
  }
}
