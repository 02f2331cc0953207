package io.wherry.spi;

/** What a provider type can do beyond cold migration. */
public enum Capability {
  /** Precopy rounds while the machine runs. */
  WARM,
  /** Guests need virtio drivers: conversion is part of the route. */
  REQUIRES_CONVERSION,
  /** The machine's power can be read and switched. */
  POWER,
  /** Static IP addresses can be carried over by the conversion. */
  PRESERVES_STATIC_IPS
}
