package io.wherry.blocks.s3;

import io.wherry.blocks.http.HttpOptions;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/**
 * Where and how objects are read.
 *
 * @param endpoint of a service other than Amazon's
 * @param region part of every signature; services that have none mostly take {@code us-east-1}
 * @param login empty for objects that are public
 * @param clock signatures are valid for minutes only
 */
public record S3Options(
    Optional<URI> endpoint,
    String region,
    Optional<S3Login> login,
    HttpOptions http,
    Clock clock) {}
