package io.wherry.testkit;

import io.wherry.kube.KubeApi;

/** The fake keeps the contract of the real servers. */
class MemoryKubeApiTest extends KubeApiContract {
  private final MemoryKubeApi api = new MemoryKubeApi(new TestClock());

  @Override
  protected KubeApi api() {
    return api;
  }
}
