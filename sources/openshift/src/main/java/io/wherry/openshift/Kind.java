package io.wherry.openshift;

/** What of a cluster the inventory shows, in the order it is read. */
enum Kind {
  NAMESPACE("namespaces", "/api/v1/namespaces"),
  STORAGE_CLASS("storageclasses", "/apis/storage.k8s.io/v1/storageclasses"),
  NETWORK(
      "networkattachmentdefinitions", "/apis/k8s.cni.cncf.io/v1/network-attachment-definitions"),
  INSTANCE_TYPE(
      "instancetypes", "/apis/instancetype.kubevirt.io/v1beta1/virtualmachineinstancetypes"),
  CLUSTER_INSTANCE_TYPE(
      "clusterinstancetypes",
      "/apis/instancetype.kubevirt.io/v1beta1/virtualmachineclusterinstancetypes"),
  CLAIM("persistentvolumeclaims", "/api/v1/persistentvolumeclaims"),
  DATA_VOLUME("datavolumes", "/apis/cdi.kubevirt.io/v1beta1/datavolumes"),
  KUBE_VIRT("kubevirts", "/apis/kubevirt.io/v1/kubevirts"),
  INSTANCE("", "/apis/kubevirt.io/v1/virtualmachineinstances"),
  MACHINE("vms", "/apis/kubevirt.io/v1/virtualmachines");

  private final String collection;
  private final String path;

  /**
   * @param collection of the inventory; empty for what only helps to show others
   * @param path of the list over all namespaces
   */
  Kind(String collection, String path) {
    this.collection = collection;
    this.path = path;
  }

  String collection() {
    return collection;
  }

  String path() {
    return path;
  }
}
