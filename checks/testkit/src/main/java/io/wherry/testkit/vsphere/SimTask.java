package io.wherry.testkit.vsphere;

/** Something the server does; changed under the estate's lock. */
final class SimTask {
  final String id;
  final String operation;
  final String machine;
  String state = "running";
  String result = "";
  String fault = "";
  String message = "";

  SimTask(String id, String operation, String machine) {
    this.id = id;
    this.operation = operation;
    this.machine = machine;
  }

  boolean isRunning() {
    return state.equals("running");
  }
}
