package io.wherry.conversion;

import java.util.List;

/** What looking at the disks told, for whichever engine converts. */
record GuestFacts(Firmware firmware, OsFacts os, String rootDevice, List<String> warnings) {}
