package io.wherry.vmimport.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Decides who begins. Never over a limit; never idle while something fits; the plan with the
 * smallest share for its weight goes first, and in it the biggest machine that fits, so that no
 * machine waits behind one that waits for something else. A machine that needs more than a lane has
 * goes when the lane is empty.
 *
 * <p>Room is only taken while one decision is made: what did not fit once is not looked at again,
 * and neither is what takes the same of the same lanes.
 *
 * @source plans-and-migrations.md section 4
 */
public final class Schedule {
  private static final Comparator<Candidate> BIGGEST_FIRST =
      Comparator.comparingLong(Candidate::bytes)
          .reversed()
          .thenComparing(Candidate::since)
          .thenComparingInt(Candidate::position)
          .thenComparing(Candidate::id);

  private static final Lane ANY = new Lane(Lane.Kind.TOTAL, "", "");

  private final Situation situation;
  private final Room room;
  private final Map<String, Turn> turns = new HashMap<>();
  private final List<String> admitted = new ArrayList<>();

  private Schedule(Situation situation) {
    this.situation = situation;
    this.room = new Room(situation);
  }

  /** The decision. Pure. */
  public static Decision decide(Situation situation) {
    return new Schedule(situation).decide();
  }

  private Decision decide() {
    situation.flying().forEach(f -> turn(f.plan()).share++);
    situation.waiting().stream()
        .sorted(BIGGEST_FIRST)
        .forEach(c -> turn(c.plan()).queue.addLast(c));
    PriorityQueue<Turn> order = hungry();
    while (!order.isEmpty()) {
      Turn turn = order.poll();
      if (admitOne(turn)) {
        order.add(turn);
      }
    }
    return new Decision(List.copyOf(admitted), waits());
  }

  private boolean admitOne(Turn turn) {
    while (!turn.queue.isEmpty()) {
      Candidate next = turn.queue.removeFirst();
      Lane known = turn.full.get(next.load());
      Optional<Lane> full = known == null ? room.blocks(next) : Optional.of(known);
      if (full.isEmpty()) {
        room.take(next);
        admitted.add(next.id());
        turn.count();
        return true;
      }
      turn.full.put(next.load(), full.get());
      turn.left.addLast(next);
    }
    return false;
  }

  // In the order in which they would go if all fitted.
  private Map<String, Wait> waits() {
    turns.values().forEach(Turn::turnOver);
    Map<Lane, Integer> places = new HashMap<>();
    Outlook outlook = new Outlook(situation.flying());
    Map<String, Wait> waits = new LinkedHashMap<>();
    PriorityQueue<Turn> order = hungry();
    while (!order.isEmpty()) {
      Turn turn = order.poll();
      Candidate next = turn.queue.removeFirst();
      Lane lane = turn.full.getOrDefault(next.load(), ANY);
      int place = places.merge(lane, 1, Integer::sum);
      waits.put(
          next.id(),
          new Wait(lane, room.used(lane), room.limit(lane), place, outlook.until(lane, place)));
      turn.count();
      if (!turn.queue.isEmpty()) {
        order.add(turn);
      }
    }
    return waits;
  }

  private PriorityQueue<Turn> hungry() {
    PriorityQueue<Turn> order = new PriorityQueue<>(Turn.ORDER);
    turns.values().stream().filter(t -> !t.queue.isEmpty()).forEach(order::add);
    return order;
  }

  private Turn turn(String plan) {
    return turns.computeIfAbsent(plan, p -> new Turn(p, situation.terms(p)));
  }

  /** A plan's place in the round. */
  private static final class Turn {
    static final Comparator<Turn> ORDER =
        Comparator.comparingDouble(Turn::portion)
            .thenComparingInt(t -> t.gained)
            .thenComparing(t -> t.terms.served())
            .thenComparing(t -> t.plan);

    final String plan;
    final Terms terms;
    Deque<Candidate> queue = new ArrayDeque<>();
    Deque<Candidate> left = new ArrayDeque<>();

    /** What keeps machines of a load from going. */
    final Map<Load, Lane> full = new HashMap<>();

    int share;
    int gained;

    Turn(String plan, Terms terms) {
      this.plan = plan;
      this.terms = terms;
    }

    double portion() {
      return (double) share / terms.weight();
    }

    void count() {
      share++;
      gained++;
    }

    void turnOver() {
      queue = left;
      left = new ArrayDeque<>();
    }
  }
}
