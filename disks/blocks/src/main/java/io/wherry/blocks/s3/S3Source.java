package io.wherry.blocks.s3;

import io.wherry.blocks.http.HttpAddress;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.HttpSource;
import io.wherry.blocks.http.RequestSigner;
import java.net.URI;
import java.util.Optional;

/** Opens objects of S3: signed ranges over HTTP, bound to the object's ETag. */
public final class S3Source {
  private S3Source() {}

  /**
   * Opens an object. Blocks.
   *
   * @throws io.wherry.problems.InvalidRequest there is no such object
   * @throws io.wherry.problems.PeerRefused the keys are refused
   * @throws io.wherry.problems.PeerUnavailable nobody answers
   */
  public static HttpSource open(S3Address address, S3Options options) {
    URI uri = address.uri(options.endpoint(), options.region());
    RequestSigner signer =
        options
            .login()
            .<RequestSigner>map(l -> new S3Signer(l, options.region(), options.clock()))
            .orElseGet(RequestSigner::none);
    HttpOptions http = options.http().withSigner(signer);
    return HttpSource.open(new HttpAddress(uri, Optional.empty()), http);
  }
}
