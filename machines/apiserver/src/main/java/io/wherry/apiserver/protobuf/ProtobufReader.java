package io.wherry.apiserver.protobuf;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks through one protobuf message. Never reads beyond its bytes.
 *
 * @source Protocol Buffers documentation, "Encoding"
 */
final class ProtobufReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private final byte[] data;
  private int position;
  private final int end;
  private int wireType;

  ProtobufReader(byte[] data) {
    this(data, 0, data.length);
  }

  private ProtobufReader(byte[] data, int start, int end) {
    this.data = data;
    this.position = start;
    this.end = end;
  }

  boolean hasMore() {
    return position < end;
  }

  /** The number of the next field. */
  int field() {
    long tag = varint();
    wireType = (int) (tag & 7);
    long number = tag >>> 3;
    if (number < 1 || number > 0x1fffffff) {
      throw new MalformedProtobuf("a field has the number " + number);
    }
    return (int) number;
  }

  int wireType() {
    return wireType;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = one();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedProtobuf("a number is longer than ten bytes");
  }

  /** The value of a numeric field. */
  long number() {
    if (wireType != VARINT) {
      throw new MalformedProtobuf("a field has the wire type " + wireType + " instead of 0");
    }
    return varint();
  }

  private byte one() {
    if (position >= end) {
      throw new MalformedProtobuf("the message ends within a field");
    }
    return data[position++];
  }

  byte[] bytes() {
    int length = length();
    byte[] value = Arrays.copyOfRange(data, position, position + length);
    position += length;
    return value;
  }

  ProtobufReader message() {
    int length = length();
    ProtobufReader inner = new ProtobufReader(data, position, position + length);
    position += length;
    return inner;
  }

  String text() {
    int length = length();
    ByteBuffer bytes = ByteBuffer.wrap(data, position, length);
    position += length;
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(bytes)
          .toString();
    } catch (CharacterCodingException _) {
      throw new MalformedProtobuf("a text is not UTF-8");
    }
  }

  private int length() {
    if (wireType != BYTES) {
      throw new MalformedProtobuf("a field has the wire type " + wireType + " instead of 2");
    }
    long length = varint();
    if (length < 0 || length > end - position) {
      throw new MalformedProtobuf("a field is longer than its message");
    }
    return (int) length;
  }

  /** Passes over the value of a field that nobody wants. */
  void skip() {
    switch (wireType) {
      case VARINT -> skipVarint();
      case FIXED64 -> advance(8);
      case BYTES -> advance(length());
      case FIXED32 -> advance(4);
      default -> throw new MalformedProtobuf("a field has the unknown wire type " + wireType);
    }
  }

  private void skipVarint() {
    byte next = one();
    while (next < 0) {
      next = one();
    }
  }

  private void advance(int count) {
    if (count > end - position) {
      throw new MalformedProtobuf("the message ends within a field");
    }
    position += count;
  }
}
