package io.wherry.ovirt.inventory;

import java.util.Arrays;
import java.util.Optional;

/**
 * What an engine has, in the order it is read: an object comes after those it refers to.
 *
 * @source inventory-and-providers.md sections 1.2 and 2.5
 */
enum Kind {
  DATACENTER("datacenters", "data_center", "datacenters"),
  STORAGE_DOMAIN("storagedomains", "storage_domain", "storagedomains"),
  NIC_PROFILE("nicprofiles", "vnic_profile", "vnicprofiles"),
  DISK_PROFILE("diskprofiles", "disk_profile", "diskprofiles"),
  NETWORK("networks", "network", "networks?follow=vnic_profiles"),
  DISK("disks", "disk", "disks"),
  CLUSTER("clusters", "cluster", "clusters"),
  SERVER_CPU("servercpus", "system_option_value", "options/ServerCPUList"),
  HOST("hosts", "host", "hosts?follow=network_attachments,nics"),
  VM(
      "vms",
      "vm",
      "vms?follow=disk_attachments,host_devices,snapshots,watchdogs,cdroms,nics.reported_devices");

  private final String collection;
  private final String element;
  private final String path;

  /**
   * @param collection of the inventory
   * @param element name of one in the engine's lists
   * @param path of the engine's list, with what is to be followed
   */
  Kind(String collection, String element, String path) {
    this.collection = collection;
    this.element = element;
    this.path = path;
  }

  String collection() {
    return collection;
  }

  String element() {
    return element;
  }

  String path() {
    return path;
  }

  /** The path of one object, with what is to be followed. */
  String path(String id) {
    int query = path.indexOf('?');
    return query < 0
        ? path + "/" + id
        : path.substring(0, query) + "/" + id + path.substring(query);
  }

  static Optional<Kind> ofCollection(String name) {
    return Arrays.stream(values()).filter(k -> k.collection.equals(name)).findFirst();
  }
}
