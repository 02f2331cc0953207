package io.wherry.apiserver.protobuf;

/** Bytes that are no Kubernetes protobuf object, or one of a kind that is not known here. */
public final class MalformedProtobuf extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedProtobuf(String message) {
    super(message, null, false, false);
  }
}
