package io.wherry.vsphere.inventory;

import io.wherry.vsphere.inventory.Devices.Card;
import io.wherry.vsphere.inventory.VmProps.GuestNet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A machine's network cards in the order in which its guest sees them, when that is known.
 *
 * @source inventory-and-providers.md section 2.4
 */
final class Cards {
  private Cards() {}

  /** A card and where it is. */
  record Placed(Card card, int order, String pciAddress) {}

  /** All cards but those that are handed through. */
  static List<Placed> of(Facts facts) {
    List<Card> cards = new ArrayList<>(facts.get(VmProps.DEVICES).cards());
    cards.removeIf(Card::isPassthrough);
    List<GuestNet> seen = facts.get(VmProps.GUEST_NETS);
    cards.sort(Comparator.comparingInt(card -> position(card, seen)));
    List<Placed> result = new ArrayList<>();
    for (Card card : cards) {
      String address = PciAddress.of(card.slot(), facts.get(VmProps.EXTRA).bridges());
      result.add(new Placed(card, result.size(), address));
    }
    return result;
  }

  private static int position(Card card, List<GuestNet> seen) {
    for (int i = 0; i < seen.size(); i++) {
      if (seen.get(i).device() == card.key() || seen.get(i).mac().equals(card.mac())) {
        return i;
      }
    }
    return seen.size();
  }
}
