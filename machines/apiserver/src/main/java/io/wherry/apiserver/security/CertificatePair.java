package io.wherry.apiserver.security;

import io.wherry.apiserver.store.PrivateFiles;
import io.wherry.certificates.Identity;
import io.wherry.certificates.Pem;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;

/** A certificate file and its key file. */
record CertificatePair(Path certificateFile, Path keyFile) {
  /** Certificates are made anew this long before they expire. */
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);

  static CertificatePair in(Path directory, String name) {
    return new CertificatePair(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
  }

  /** False when it is missing, damaged or about to expire. */
  boolean isUsable(Clock clock) {
    return holdsFor(RENEW_BEFORE, clock);
  }

  boolean holdsFor(Duration time, Clock clock) {
    try {
      Identity identity = read();
      var end = identity.certificate().getNotAfter().toInstant();
      return clock.instant().plus(time).isBefore(end) && isPair(identity);
    } catch (InvalidRequest | GeneralSecurityException | IOException _) {
      return false;
    }
  }

  /** A kill between the two writes leaves a key that is not the certificate's. */
  private static boolean isPair(Identity identity) throws GeneralSecurityException {
    byte[] sample = new byte[32];
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(identity.key());
    signature.update(sample);
    byte[] signed = signature.sign();
    signature.initVerify(identity.certificate().getPublicKey());
    signature.update(sample);
    return signature.verify(signed);
  }

  Identity read() throws IOException {
    return new Identity(
        Pem.certificate(Files.readString(certificateFile)),
        Pem.privateKey(Files.readString(keyFile)));
  }

  void write(Identity identity) throws IOException {
    writeText(keyFile, Pem.of(identity.keys()));
    writeText(certificateFile, Pem.of(identity.certificate()));
  }

  static void writeText(Path file, String text) throws IOException {
    PrivateFiles.write(file, text.getBytes(StandardCharsets.US_ASCII));
  }
}
