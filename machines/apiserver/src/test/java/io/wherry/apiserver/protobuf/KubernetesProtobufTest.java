package io.wherry.apiserver.protobuf;

import static io.wherry.apiserver.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesProtobufTest {
  private static final KubernetesProtobuf PROTOBUF = KubernetesProtobuf.load();

  /** Writes protobuf, knowing nothing of the decoder. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint(field << 3);
      varint(value);
      return this;
    }

    Message bytes(int field, byte[] value) {
      varint(field << 3 | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.out.toByteArray());
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        out.write((int) (left & 0x7f | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }
  }

  private static byte[] envelope(String apiVersion, String kind, Message content) {
    Message unknown =
        new Message()
            .message(1, new Message().text(1, apiVersion).text(2, kind))
            .message(2, content)
            .text(3, "")
            .text(4, "");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'k', '8', 's', 0});
    out.writeBytes(unknown.out.toByteArray());
    return out.toByteArray();
  }

  private static Message entry(String key, String value) {
    return new Message().text(1, key).text(2, value);
  }

  /** What kubectl 1.32 sent for its typed create commands, recorded on the wire. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "azhzAAoPCgJ2MRIJQ29uZmlnTWFwEjEKHAoIc2V0dGluZ3MSABoEZGVtbyIAKgAyADgAQgASBgoBYRIBYhIJCgVlbXB0eRIAGgAiAA== | {apiVersion:'v1',kind:'ConfigMap',metadata:{name:'settings',namespace:'demo'},data:{a:'b',empty:''}}",
        "azhzAAoMCgJ2MRIGU2VjcmV0EiwKGQoFbG9naW4SABoEZGVtbyIAKgAyADgAQgASDQoEdXNlchIFYWRtaW4aABoAIgA= | {apiVersion:'v1',kind:'Secret',metadata:{name:'login',namespace:'demo'},data:{user:'YWRtaW4='}}",
        "azhzAAoPCgJ2MRIJTmFtZXNwYWNlEhwKFAoEYXBwcxIAGgAiACoAMgA4AEIAEgAaAgoAGgAiAA== | {apiVersion:'v1',kind:'Namespace',metadata:{name:'apps'}}",
        "azhzAAoUCgJ2MRIOU2VydmljZUFjY291bnQSGwoZCgVyb2JvdBIAGgRkZW1vIgAqADIAOABCABoAIgA= | {apiVersion:'v1',kind:'ServiceAccount',metadata:{name:'robot',namespace:'demo'}}",
        "azhzAAoNCgJ2MRIHU2VydmljZRJvCiMKA3dlYhIAGgRkZW1vIgAqADIAOABCAFoKCgNhcHASA3dlYhJECh4KBzgwLWh0dHASA1RDUBhQIgoIARAAGgRodHRwKAASCgoDYXBwEgN3ZWIaACIITm9kZVBvcnQ6AEIAUgBaAGAAaAAaAgoAGgAiAA== | {apiVersion:'v1',kind:'Service',metadata:{name:'web',namespace:'demo',labels:{app:'web'}},spec:{ports:[{name:'80-http',protocol:'TCP',port:80,targetPort:'http'}],selector:{app:'web'},type:'NodePort'}}",
        "azhzAAoTCgJ2MRINUmVzb3VyY2VRdW90YRJDChUKAXESABoEZGVtbyIAKgAyADgAQgASKAoLCgRwb2RzEgMKATMKGQoQcmVxdWVzdHMuc3RvcmFnZRIFCgM1R2kaABoAIgA= | {apiVersion:'v1',kind:'ResourceQuota',metadata:{name:'q',namespace:'demo'},spec:{hard:{pods:'3','requests.storage':'5Gi'}}}",
        "azhzAAooChhhdXRoZW50aWNhdGlvbi5rOHMuaW8vdjESDFRva2VuUmVxdWVzdBIdChAKABIAGgAiACoAMgA4AEIAEgMg2AQaBAoAEgAaACIA | {apiVersion:'authentication.k8s.io/v1',kind:'TokenRequest',metadata:{},spec:{expirationSeconds:600}}",
        "azhzAAorChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgtSb2xlQmluZGluZxJfChYKAnJiEgAaBGRlbW8iACoAMgA4AEIAEh8KDlNlcnZpY2VBY2NvdW50EgAaBXJvYm90IgRkZW1vGiQKGXJiYWMuYXV0aG9yaXphdGlvbi5rOHMuaW8SBFJvbGUaAXIaACIA | {apiVersion:'rbac.authorization.k8s.io/v1',kind:'RoleBinding',metadata:{name:'rb',namespace:'demo'},subjects:[{kind:'ServiceAccount',name:'robot',namespace:'demo'}],roleRef:{apiGroup:'rbac.authorization.k8s.io',kind:'Role',name:'r'}}",
        "azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSPAoQCgASABoAIgAqADIAOABCABIeChwKBGRlbW8SBmNyZWF0ZRoAIgAqBHBvZHMyADoAGggIABIAGgAgABoAIgA= | {apiVersion:'authorization.k8s.io/v1',kind:'SelfSubjectAccessReview',metadata:{},spec:{resourceAttributes:{namespace:'demo',verb:'create',resource:'pods'}}}",
      })
  void readsWhatKubectlSends(String recorded, String expected) {
    assertThat(PROTOBUF.decode(Base64.getDecoder().decode(recorded))).isEqualTo(object(expected));
  }

  @Test
  void readsAConfigMap() {
    Message meta = new Message().text(1, "cm").text(3, "").text(8, "").message(11, entry("a", "b"));
    Message map =
        new Message().message(1, meta).message(2, entry("k", "v")).message(2, entry("e", ""));
    assertThat(PROTOBUF.decode(envelope("v1", "ConfigMap", map)))
        .isEqualTo(
            object(
                "{apiVersion:'v1',kind:'ConfigMap',metadata:{name:'cm',labels:{a:'b'}},data:{k:'v',e:''}}"));
  }

  @Test
  void readsSecretsAsBase64() {
    Message secret =
        new Message()
            .message(1, new Message().text(1, "s"))
            .message(2, entry("password", "x\u0000y"))
            .text(3, "Opaque");
    assertThat(PROTOBUF.decode(envelope("v1", "Secret", secret)))
        .isEqualTo(
            object(
                "{apiVersion:'v1',kind:'Secret',metadata:{name:'s'},data:{password:'eAB5'},type:'Opaque'}"));
  }

  @Test
  void readsTimesQuantitiesAndPorts() {
    Message claim =
        new Message()
            .message(
                1, new Message().text(1, "c").message(8, new Message().number(1, 1_767_225_600)))
            .message(
                2,
                new Message()
                    .text(1, "ReadWriteOnce")
                    .message(
                        2,
                        new Message()
                            .message(
                                2,
                                new Message()
                                    .text(1, "storage")
                                    .message(2, new Message().text(1, "1Gi")))));
    assertThat(PROTOBUF.decode(envelope("v1", "PersistentVolumeClaim", claim)))
        .isEqualTo(
            object(
                "{apiVersion:'v1',kind:'PersistentVolumeClaim',metadata:{name:'c',creationTimestamp:'2026-01-01T00:00:00Z'},"
                    + "spec:{accessModes:['ReadWriteOnce'],resources:{requests:{storage:'1Gi'}}}}"));
    Message port =
        new Message().number(3, 80).message(4, new Message().number(1, 1).text(3, "http"));
    Message service = new Message().message(2, new Message().message(1, port));
    assertThat(PROTOBUF.decode(envelope("v1", "Service", service)).path("spec"))
        .isEqualTo(object("{ports:[{port:80,targetPort:'http'}]}"));
  }

  @Test
  void readsDeleteOptionsOfAnyGroup() {
    Message options = new Message().number(1, 0).text(4, "Background");
    assertThat(PROTOBUF.decode(envelope("apps/v1", "DeleteOptions", options)))
        .isEqualTo(
            object(
                "{apiVersion:'apps/v1',kind:'DeleteOptions',gracePeriodSeconds:0,propagationPolicy:'Background'}"));
  }

  @Test
  void readsNegativeAndLargeNumbers() {
    Message meta = new Message().number(7, 5_000_000_000L).number(10, -1);
    assertThat(
            PROTOBUF
                .decode(envelope("v1", "ConfigMap", new Message().message(1, meta)))
                .path("metadata"))
        .isEqualTo(object("{generation:5000000000,deletionGracePeriodSeconds:-1}"));
  }

  @Test
  void passesOverFieldsItDoesNotKnow() {
    Message map =
        new Message()
            .number(90, 5)
            .text(91, "new")
            .message(1, new Message().text(1, "n").text(99, "x"));
    assertThat(PROTOBUF.decode(envelope("v1", "ConfigMap", map)).path("metadata"))
        .isEqualTo(object("{name:'n'}"));
  }

  @Test
  void namesKindsItCannotRead() {
    assertThatThrownBy(() -> PROTOBUF.decode(envelope("apps/v1", "Deployment", new Message())))
        .isInstanceOf(MalformedProtobuf.class)
        .hasMessageContaining("apps/v1/Deployment")
        .hasMessageContaining("send JSON");
  }

  @Test
  void refusesWhatIsNoProtobuf() {
    assertThatThrownBy(() -> PROTOBUF.decode("{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedProtobuf.class)
        .hasMessageContaining("mark");
  }

  @Test
  void everyTruncationIsRefusedOrReadInFull() {
    Message map =
        new Message().message(1, new Message().text(1, "cm")).message(2, entry("key", "value"));
    byte[] whole = envelope("v1", "ConfigMap", map);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        assertThat(PROTOBUF.decode(cut).path("kind").asText()).isEqualTo("ConfigMap");
      } catch (MalformedProtobuf e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void randomBytesNeverDoMoreThanBeRefused() {
    Random random = new Random(42);
    byte[] whole =
        envelope("v1", "Event", new Message().message(1, new Message().text(1, "e")).text(3, "r"));
    for (int round = 0; round < 5_000; round++) {
      byte[] broken = whole.clone();
      for (int i = 0; i < 3; i++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(PROTOBUF.decode(broken)).isNotNull();
      } catch (MalformedProtobuf e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }
}
