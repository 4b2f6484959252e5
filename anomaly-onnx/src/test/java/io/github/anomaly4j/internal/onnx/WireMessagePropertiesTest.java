package io.github.anomaly4j.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class WireMessagePropertiesTest {
  @Property
  void a_message_is_written_as_it_was_read(
      @ForAll long number, @ForAll int small, @ForAll byte[] bytes)
      throws InvalidProtocolBufferException {
    ByteString message =
        UnknownFieldSet.newBuilder()
            .addField(
                3,
                Field.newBuilder()
                    .addVarint(number)
                    .addFixed32(small)
                    .addFixed64(number)
                    .addLengthDelimited(ByteString.copyFrom(bytes))
                    .build())
            .addField(1000, Field.newBuilder().addVarint(small).build())
            .build()
            .toByteString();
    assertThat(WireMessage.parse(message).toBytes()).isEqualTo(message);
  }
}
