package io.wherry.blocks.s3;

/**
 * Keys that let us in. Never shown.
 *
 * @param session token of temporary keys, or empty
 */
public record S3Login(String accessKey, String secretKey, String session) {
  @Override
  public String toString() {
    return "S3Login[hidden]";
  }
}
