package io.wherry.spi;

/** Power of a source machine; names are the wire values of restorePowerState. */
public enum PowerState {
  On,
  Off,
  Unknown
}
