package io.wherry.blocks.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3SourceTest {
  /** The example "GET Object" of Amazon's documentation of Signature Version 4. */
  @Test
  void signsAmazonsExampleAsAmazonDoes() {
    S3Login login =
        new S3Login("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "");
    Clock clock = Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC);
    Map<String, String> headers =
        new S3Signer(login, "us-east-1", clock)
            .headers(
                "GET",
                URI.create("https://examplebucket.s3.amazonaws.com/test.txt"),
                Map.of("Range", "bytes=0-9", "Accept-Encoding", "identity"));
    assertThat(headers.get("Authorization"))
        .isEqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void findsTheHost() {
    S3Address plain = S3Address.parse("s3://disks/a folder/x+é.img");
    assertThat(plain.uri(Optional.empty(), "eu-west-1"))
        .hasToString("https://disks.s3.eu-west-1.amazonaws.com/a%20folder/x%2B%C3%A9.img");
    assertThat(S3Address.parse("s3://my.disks/x").uri(Optional.empty(), "eu-west-1"))
        .hasToString("https://s3.eu-west-1.amazonaws.com/my.disks/x");
    assertThat(plain.uri(Optional.of(URI.create("https://store:9000/")), "any"))
        .hasToString("https://store:9000/disks/a%20folder/x%2B%C3%A9.img");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://", "s3://bucket", "s3://bucket/", "s3://b@d/x", "s3:///x"})
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> S3Address.parse(text)).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void hidesItsKeys() {
    assertThat(new S3Login("id", "s3cret", "token").toString()).doesNotContain("s3cret", "token");
  }
}
