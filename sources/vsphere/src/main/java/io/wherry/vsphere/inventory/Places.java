package io.wherry.vsphere.inventory;

import io.wherry.vsphere.soap.MoRef;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/** Where objects are: their paths, datacenters, and the ids that rows have. */
final class Places {
  private static final int DEEPEST = 100;
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.~-]+");

  private final Estate estate;

  Places(Estate estate) {
    this.estate = estate;
  }

  /** From the datacenter on, for example {@code /DC0/vm/web}; folders above it from the root on. */
  String path(MoRef ref) {
    Deque<String> names = new ArrayDeque<>();
    MoRef at = ref;
    while (estate.has(at) && names.size() < DEEPEST) {
      names.push(estate.get(at).get(Schema.NAME));
      if (at.type().equals("Datacenter")) {
        break;
      }
      at = estate.get(at).get(Schema.PARENT);
    }
    return "/" + String.join("/", names);
  }

  /** The datacenter of an object; {@link MoRef#NONE} when it is in none. */
  MoRef datacenter(MoRef ref) {
    MoRef at = ref;
    for (int i = 0; i < DEEPEST && estate.has(at); i++) {
      if (at.type().equals("Datacenter")) {
        return at;
      }
      at = estate.get(at).get(Schema.PARENT);
    }
    return MoRef.NONE;
  }

  /** The id of the object's row: the reference, or its digest where a URL could not hold that. */
  static String id(MoRef ref) {
    return SAFE.matcher(ref.value()).matches() || !ref.isSet() ? ref.value() : md5(ref.value());
  }

  private static String md5(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return "%032x".formatted(new BigInteger(1, digest));
    } catch (NoSuchAlgorithmException e) {
      throw new io.wherry.problems.Defect("This Java has no MD5.", e);
    }
  }
}
