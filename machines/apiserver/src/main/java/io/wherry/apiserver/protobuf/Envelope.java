package io.wherry.apiserver.protobuf;

import java.util.Arrays;

/** What every Kubernetes protobuf body is wrapped in: its kind, and the object's own bytes. */
record Envelope(String apiVersion, String kind, byte[] content) {

  static Envelope open(byte[] body, byte[] magic) {
    if (body.length < magic.length
        || !Arrays.equals(body, 0, magic.length, magic, 0, magic.length)) {
      throw new MalformedProtobuf("the body does not begin with the Kubernetes protobuf mark");
    }
    ProtobufReader in = new ProtobufReader(Arrays.copyOfRange(body, magic.length, body.length));
    Envelope envelope = new Envelope("", "", new byte[0]);
    while (in.hasMore()) {
      envelope = envelope.with(in);
    }
    if (envelope.kind.isEmpty() || envelope.apiVersion.isEmpty()) {
      throw new MalformedProtobuf("the body does not say what kind of object it holds");
    }
    return envelope;
  }

  private Envelope with(ProtobufReader in) {
    switch (in.field()) {
      case 1 -> {
        return typed(in.message());
      }
      case 2 -> {
        return new Envelope(apiVersion, kind, in.bytes());
      }
      case 3 -> refuseEncoding(in.text());
      default -> in.skip();
    }
    return this;
  }

  private Envelope typed(ProtobufReader type) {
    String version = apiVersion;
    String name = kind;
    while (type.hasMore()) {
      switch (type.field()) {
        case 1 -> version = type.text();
        case 2 -> name = type.text();
        default -> type.skip();
      }
    }
    return new Envelope(version, name, content);
  }

  private static void refuseEncoding(String encoding) {
    if (!encoding.isEmpty()) {
      throw new MalformedProtobuf("the content encoding " + encoding + " is not known");
    }
  }
}
