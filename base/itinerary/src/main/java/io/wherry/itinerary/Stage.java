package io.wherry.itinerary;

/** A user-visible part of a route: one entry of the pipeline. Implemented by enums. */
public interface Stage {
  /** The pipeline step's name; empty for a stage that is not shown. */
  String wire();

  /** One sentence for users. */
  String description();
}
