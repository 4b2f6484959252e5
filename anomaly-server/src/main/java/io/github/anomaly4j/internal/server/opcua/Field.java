package io.github.anomaly4j.internal.server.opcua;

import io.github.anomaly4j.internal.server.store.Inspection;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/**
 * What clients are told of an inspection: a variable of each product, and a property of each event.
 *
 * @param name as clients browse to it
 * @param type of the values
 * @param of the value of an inspection
 */
record Field(String name, NodeId type, Function<Inspection, Object> of) {
  static final List<Field> ALL =
      List.of(
          new Field("InspectionId", NodeIds.Int64, Inspection::id),
          new Field("FoundAt", NodeIds.DateTime, Field::time),
          new Field("Source", NodeIds.String, Inspection::source),
          new Field("Product", NodeIds.String, one -> one.finding().product()),
          new Field("Verdict", NodeIds.String, one -> one.finding().verdict().name()),
          new Field("Passes", NodeIds.Boolean, one -> one.finding().passes()),
          new Field("Score", NodeIds.Double, one -> one.finding().score()),
          new Field("Threshold", NodeIds.Double, one -> one.finding().threshold()),
          new Field("PValue", NodeIds.Double, one -> one.finding().pValue()),
          new Field("Defects", NodeIds.Int32, one -> one.finding().regions().size()),
          new Field("Model", NodeIds.Int32, one -> one.finding().model()),
          new Field("Image", NodeIds.String, Inspection::image),
          new Field("Heatmap", NodeIds.String, Inspection::heatmap));

  static DateTime time(Inspection inspection) {
    return new DateTime(Instant.parse(inspection.time()));
  }

  DataValue value(Inspection inspection) {
    return new DataValue(new Variant(of.apply(inspection)), StatusCode.GOOD, time(inspection));
  }
}
