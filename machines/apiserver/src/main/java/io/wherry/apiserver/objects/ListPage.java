package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One page of a list.
 *
 * @param continueToken empty on the last page
 * @param remaining objects behind this page; 0 when unknown because of selectors
 */
public record ListPage(
    long revision, List<ObjectNode> items, String continueToken, long remaining) {
  /** A list without objects. */
  public static final ListPage EMPTY = new ListPage(0, List.of(), "", 0);
}
