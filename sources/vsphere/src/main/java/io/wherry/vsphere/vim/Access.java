package io.wherry.vsphere.vim;

import io.wherry.blocks.tls.Trust;
import java.net.URI;

/**
 * Where a vCenter or ESXi host is, how it proves who it is, and how we do.
 *
 * @param sdk for example {@code https://vcenter/sdk}
 */
public record Access(URI sdk, String user, String password, Trust trust) {
  /** Another path on the same server. */
  public URI at(String rawPathAndQuery) {
    String port = sdk.getPort() < 0 ? "" : ":" + sdk.getPort();
    return URI.create(sdk.getScheme() + "://" + sdk.getHost() + port + rawPathAndQuery);
  }

  /** Shows no password. */
  @Override
  public String toString() {
    return sdk.getHost() + " as " + user;
  }
}
