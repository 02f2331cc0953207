package io.wherry.ovirt.rest;

import io.wherry.blocks.tls.Trust;
import java.net.URI;

/**
 * Where an engine is, how it proves who it is, and how we do.
 *
 * @param api for example {@code https://engine/ovirt-engine/api}
 */
public record Access(URI api, String user, String password, Trust trust) {
  /** A resource of the API. */
  public URI at(String pathAndQuery) {
    return URI.create(api + "/" + pathAndQuery);
  }

  /** Where tokens are given. */
  URI tokens() {
    String text = api.toString();
    return URI.create(text.substring(0, text.length() - "/api".length()) + "/sso/oauth/token");
  }

  String host() {
    return api.getHost();
  }

  /** Shows no password. */
  @Override
  public String toString() {
    return host() + " as " + user;
  }
}
