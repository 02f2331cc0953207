package io.wherry.apiserver.patch;

import static io.wherry.apiserver.patch.ServerSideApply.OnConflict.TAKE_OVER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.schema.SchemaNode;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws that hold for all trees. */
class PatchPropertiesTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final FieldWriter ALICE = new FieldWriter("alice", "v1", "", Instant.EPOCH);
  private static final FieldWriter BOB = new FieldWriter("bob", "v1", "", Instant.EPOCH);

  @Provide
  Arbitrary<ObjectNode> trees() {
    return tree(3);
  }

  private Arbitrary<ObjectNode> tree(int depth) {
    Arbitrary<String> names = Arbitraries.of("a", "b", "c", "d");
    return Arbitraries.maps(names, value(depth))
        .ofMaxSize(4)
        .map(fields -> (ObjectNode) JSON.objectNode().setAll(fields));
  }

  private Arbitrary<JsonNode> value(int depth) {
    Arbitrary<JsonNode> scalars =
        Arbitraries.of(
            List.of(
                JSON.textNode("x"),
                JSON.textNode("y"),
                JSON.numberNode(1),
                JSON.booleanNode(true)));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<JsonNode> lists =
        scalars.list().ofMaxSize(3).map(items -> JSON.arrayNode().addAll(items));
    return Arbitraries.oneOf(scalars, lists, tree(depth - 1).map(t -> t));
  }

  @Property(tries = 300)
  void mergingTwiceIsMergingOnce(
      @ForAll("trees") ObjectNode target, @ForAll("trees") ObjectNode patch) {
    JsonNode once = MergePatch.apply(target, patch);
    assertThat(MergePatch.apply(once, patch)).isEqualTo(once);
  }

  @Property(tries = 300)
  void mergingNothingChangesNothing(@ForAll("trees") ObjectNode target) {
    assertThat(MergePatch.apply(target, JSON.objectNode())).isEqualTo(target);
  }

  @Property(tries = 300)
  void applyingTwiceIsApplyingOnce(
      @ForAll("trees") ObjectNode live, @ForAll("trees") ObjectNode applied) {
    ObjectNode once = apply(live, applied, ALICE);
    assertThat(apply(once, applied, ALICE)).isEqualTo(once);
  }

  @Property(tries = 300)
  void appliedFieldsAreThereAfterwards(
      @ForAll("trees") ObjectNode live, @ForAll("trees") ObjectNode applied) {
    ObjectNode result = apply(live, applied, ALICE);
    assertThat(Comparison.between(applied, result, SchemaNode.ANYTHING).modified().isEmpty())
        .isTrue();
    assertThat(Comparison.between(applied, result, SchemaNode.ANYTHING).removed().isEmpty())
        .isTrue();
  }

  @Property(tries = 300)
  void applyingNothingTakesOnesOwnFieldsBack(
      @ForAll("trees") ObjectNode mine, @ForAll("trees") ObjectNode theirs) {
    ObjectNode alone = apply(JSON.objectNode(), theirs, BOB);
    ObjectNode both = apply(alone, mine, ALICE);
    ObjectNode left = apply(both, JSON.objectNode(), ALICE);
    FieldSet gone = FieldPaths.of(mine, SchemaNode.ANYTHING);
    FieldSet now = FieldPaths.of(bare(left), SchemaNode.ANYTHING);
    FieldSet bobs = FieldPaths.of(theirs, SchemaNode.ANYTHING);
    assertThat(now.intersect(gone).minus(bobs).isEmpty()).isTrue();
  }

  @Property(tries = 300)
  void trackedUpdatesOwnExactlyWhatTheyChanged(
      @ForAll("trees") ObjectNode before, @ForAll("trees") ObjectNode after) {
    ObjectNode stored = JSON.objectNode();
    stored.set("spec", before);
    UpdateTracking.track(JSON.objectNode(), stored, SchemaNode.ANYTHING, ALICE);
    ObjectNode next = JSON.objectNode();
    next.set("spec", after);
    UpdateTracking.track(stored, next, SchemaNode.ANYTHING, BOB);
    FieldOwners owners = FieldOwners.of(next);
    FieldSet bobs = owners.fields(FieldOwners.Key.of(BOB, FieldOwners.Operation.Update));
    FieldSet alices = owners.fields(FieldOwners.Key.of(ALICE, FieldOwners.Operation.Update));
    assertThat(bobs.intersect(alices).isEmpty()).isTrue();
    assertThat(before.equals(after)).isEqualTo(bobs.isEmpty() && alices.equals(allOf(stored)));
  }

  private static FieldSet allOf(ObjectNode stored) {
    return FieldOwners.of(stored).all();
  }

  private static ObjectNode apply(ObjectNode live, ObjectNode applied, FieldWriter writer) {
    return ServerSideApply.apply(live, applied, SchemaNode.ANYTHING, writer, TAKE_OVER);
  }

  private static ObjectNode bare(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("metadata");
    return copy;
  }
}
