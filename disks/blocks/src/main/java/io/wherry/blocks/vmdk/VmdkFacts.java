package io.wherry.blocks.vmdk;

import io.wherry.blocks.ByteSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a VMDK says of itself.
 *
 * @param createType VMware's word for its kind, empty when it says nothing
 * @param size of the disk in bytes
 * @param files of which it consists, empty when it is one
 */
public record VmdkFacts(String createType, long size, List<String> files) {
  private static final Pattern CREATE_TYPE =
      Pattern.compile("(?m)^\\s*createType\\s*=\\s*\"([^\"\\n]{1,64})\"");

  /**
   * Reads descriptor and header. Blocks.
   *
   * @throws io.wherry.problems.InvalidRequest they are damaged
   */
  public static VmdkFacts read(ByteSource source) {
    if (VmdkHeader.isAt(source, 0)) {
      VmdkHeader header = VmdkHeader.read(source);
      return new VmdkFacts(type(header.embedded()), header.capacity(), List.of());
    }
    String text = VmdkDescriptor.text(source);
    VmdkDescriptor descriptor = VmdkDescriptor.read(source);
    return new VmdkFacts(type(Optional.of(text)), descriptor.size(), descriptor.files());
  }

  private static String type(Optional<String> text) {
    Matcher found = CREATE_TYPE.matcher(text.orElse(""));
    return found.find() ? found.group(1) : "";
  }
}
