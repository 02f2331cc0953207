package io.wherry.ovirt.inventory;

import java.time.ZoneId;
import java.util.Map;

/** Windows' names of time zones, which engines use for machines with Windows. */
final class TimeZones {
  private static final Map<String, String> WINDOWS =
      Map.ofEntries(
          Map.entry("UTC", "Etc/UTC"),
          Map.entry("GMT Standard Time", "Europe/London"),
          Map.entry("Greenwich Standard Time", "Atlantic/Reykjavik"),
          Map.entry("W. Europe Standard Time", "Europe/Berlin"),
          Map.entry("Central Europe Standard Time", "Europe/Budapest"),
          Map.entry("Central European Standard Time", "Europe/Warsaw"),
          Map.entry("Romance Standard Time", "Europe/Paris"),
          Map.entry("E. Europe Standard Time", "Europe/Chisinau"),
          Map.entry("FLE Standard Time", "Europe/Kiev"),
          Map.entry("GTB Standard Time", "Europe/Bucharest"),
          Map.entry("Turkey Standard Time", "Europe/Istanbul"),
          Map.entry("Israel Standard Time", "Asia/Jerusalem"),
          Map.entry("Russian Standard Time", "Europe/Moscow"),
          Map.entry("South Africa Standard Time", "Africa/Johannesburg"),
          Map.entry("Arabian Standard Time", "Asia/Dubai"),
          Map.entry("India Standard Time", "Asia/Kolkata"),
          Map.entry("SE Asia Standard Time", "Asia/Bangkok"),
          Map.entry("China Standard Time", "Asia/Shanghai"),
          Map.entry("Singapore Standard Time", "Asia/Singapore"),
          Map.entry("W. Australia Standard Time", "Australia/Perth"),
          Map.entry("Tokyo Standard Time", "Asia/Tokyo"),
          Map.entry("Korea Standard Time", "Asia/Seoul"),
          Map.entry("AUS Eastern Standard Time", "Australia/Sydney"),
          Map.entry("New Zealand Standard Time", "Pacific/Auckland"),
          Map.entry("E. South America Standard Time", "America/Sao_Paulo"),
          Map.entry("Argentina Standard Time", "America/Buenos_Aires"),
          Map.entry("Atlantic Standard Time", "America/Halifax"),
          Map.entry("Eastern Standard Time", "America/New_York"),
          Map.entry("Central Standard Time", "America/Chicago"),
          Map.entry("Mountain Standard Time", "America/Denver"),
          Map.entry("US Mountain Standard Time", "America/Phoenix"),
          Map.entry("Pacific Standard Time", "America/Los_Angeles"),
          Map.entry("Alaskan Standard Time", "America/Anchorage"),
          Map.entry("Hawaiian Standard Time", "Pacific/Honolulu"));

  private TimeZones() {}

  /** The zone's name in the world's database; empty where it is not known. */
  static String of(String name) {
    String iana = WINDOWS.getOrDefault(name, name);
    return ZoneId.getAvailableZoneIds().contains(iana) ? iana : "";
  }
}
