package io.wherry.apiserver.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.BodyDecoder;
import io.wherry.apiserver.protobuf.KubernetesProtobuf;
import io.wherry.apiserver.protobuf.MalformedProtobuf;

/** Reads the protobuf bodies of kubectl's typed create commands. */
final class ProtobufBodies implements BodyDecoder {
  private final KubernetesProtobuf protobuf = KubernetesProtobuf.load();

  @Override
  public boolean reads(String mediaType) {
    return mediaType.equals(KubernetesProtobuf.MEDIA_TYPE);
  }

  @Override
  public ObjectNode decode(byte[] body) {
    try {
      return protobuf.decode(body);
    } catch (MalformedProtobuf e) {
      throw ApiFailure.badRequest("the protobuf body cannot be read: " + e.getMessage());
    }
  }
}
