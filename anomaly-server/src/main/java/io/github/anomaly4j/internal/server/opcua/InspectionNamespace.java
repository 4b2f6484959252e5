package io.github.anomaly4j.internal.server.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;

import io.github.anomaly4j.internal.server.inspect.Finding;
import io.github.anomaly4j.internal.server.store.Inspection;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.EventItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.model.objects.BaseEventTypeNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaObjectNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaObjectTypeNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * The nodes: an object {@code Station} below {@code Objects}, in it an object for each product with
 * the values of its last inspection, and the type of the events. Nothing can be written.
 */
final class InspectionNamespace extends ManagedNamespaceWithLifecycle {
  /** By which clients find the namespace's index. */
  static final String URI = "urn:anomaly4j:station";

  private static final String EVENT_TYPE = "InspectionEventType";
  private static final String STATION = "Station";
  private static final int SUBSCRIBE_TO_EVENTS = 1;

  private final SubscriptionModel subscriptions;
  private final Map<String, Map<Field, UaVariableNode>> products = new HashMap<>();
  private @Nullable UaObjectNode station;
  private @Nullable BaseEventTypeNode event;

  InspectionNamespace(OpcUaServer server) {
    super(server, URI);
    subscriptions = new SubscriptionModel(server, this);
    getLifecycleManager().addLifecycle(subscriptions);
    getLifecycleManager().addStartupTask(this::addEventType);
    getLifecycleManager().addStartupTask(this::addStation);
  }

  private void addStation() {
    UaObjectNode added = object(STATION, STATION);
    added.setEventNotifier(ubyte(SUBSCRIBE_TO_EVENTS));
    added.addReference(
        new Reference(
            added.getNodeId(), NodeIds.Organizes, NodeIds.ObjectsFolder.expanded(), false));
    // Its events are the server's too.
    added.addReference(
        new Reference(added.getNodeId(), NodeIds.HasNotifier, NodeIds.Server.expanded(), false));
    station = added;
  }

  private UaObjectNode object(String id, String name) {
    return UaObjectNode.build(
        getNodeContext(),
        builder ->
            builder
                .setNodeId(newNodeId(id))
                .setBrowseName(newQualifiedName(name))
                .setDisplayName(LocalizedText.english(name))
                .setTypeDefinition(NodeIds.BaseObjectType)
                .buildAndAdd());
  }

  private UaVariableNode variable(String id, Field field, NodeId type) {
    UaVariableNode variable =
        UaVariableNode.build(
            getNodeContext(),
            builder ->
                builder
                    .setNodeId(newNodeId(id + "/" + field.name()))
                    .setBrowseName(newQualifiedName(field.name()))
                    .setDisplayName(LocalizedText.english(field.name()))
                    .setDataType(field.type())
                    .setTypeDefinition(type)
                    .buildAndAdd());
    variable.setValue(new DataValue(new StatusCode(StatusCodes.Uncertain_InitialValue)));
    return variable;
  }

  private void addEventType() {
    UaObjectTypeNode type =
        UaObjectTypeNode.builder(getNodeContext())
            .setNodeId(newNodeId(EVENT_TYPE))
            .setBrowseName(newQualifiedName(EVENT_TYPE))
            .setDisplayName(LocalizedText.english(EVENT_TYPE))
            .setIsAbstract(false)
            .build();
    type.addReference(
        new Reference(
            type.getNodeId(), NodeIds.HasSubtype, NodeIds.BaseEventType.expanded(), false));
    getNodeManager().addNode(type);
    for (Field field : Field.ALL) {
      UaVariableNode property = variable(EVENT_TYPE, field, NodeIds.PropertyType);
      property.addReference(
          new Reference(
              property.getNodeId(),
              NodeIds.HasModellingRule,
              NodeIds.ModellingRule_Mandatory.expanded(),
              true));
      type.addReference(
          new Reference(
              type.getNodeId(), NodeIds.HasProperty, property.getNodeId().expanded(), true));
    }
    getServer()
        .getObjectTypeManager()
        .registerObjectType(type.getNodeId(), BaseEventTypeNode.class, BaseEventTypeNode::new);
  }

  /** Gives the nodes of the inspection's product its values. */
  synchronized void show(Inspection inspection) {
    products
        .computeIfAbsent(inspection.finding().product(), this::addProduct)
        .forEach((field, node) -> node.setValue(field.value(inspection)));
  }

  private Map<Field, UaVariableNode> addProduct(String product) {
    String id = STATION + "/" + product;
    UaObjectNode object = object(id, product);
    if (station != null) {
      station.addComponent(object);
    }
    Map<Field, UaVariableNode> variables = new HashMap<>();
    for (Field field : Field.ALL) {
      UaVariableNode variable = variable(id, field, NodeIds.BaseDataVariableType);
      object.addComponent(variable);
      variables.put(field, variable);
    }
    return variables;
  }

  /**
   * Tells of an inspection: when this returns, the event is in the listeners' queues. They are not
   * told by the server's notifier, which a new listener is in only a moment after it is listed.
   *
   * @throws UaException if the event cannot be made
   */
  synchronized void tell(Inspection inspection, List<Listener> listeners) throws UaException {
    Finding finding = inspection.finding();
    BaseEventTypeNode own = event();
    own.setEventId(ByteString.of(ByteBuffer.allocate(8).putLong(inspection.id()).array()));
    own.setSourceNode(newNodeId(STATION + "/" + finding.product()));
    own.setSourceName(finding.product());
    own.setTime(Field.time(inspection));
    own.setReceiveTime(DateTime.now());
    own.setMessage(
        LocalizedText.english(
            "%s: inspection %d, %s, score %.3f"
                .formatted(
                    finding.product(),
                    inspection.id(),
                    finding.passes() ? "passes" : "does not pass",
                    finding.score())));
    own.setSeverity(ushort(severity(finding)));
    for (Field field : Field.ALL) {
      own.getPropertyNode(newQualifiedName(field.name()))
          .orElseThrow(() -> new IllegalStateException("no " + field.name()))
          .setValue(field.value(inspection));
    }
    listeners.forEach(listener -> listener.take(own));
  }

  /** One node is enough, since clients get copies of its values. */
  private BaseEventTypeNode event() throws UaException {
    BaseEventTypeNode own = event;
    if (own == null) {
      NodeId type = newNodeId(EVENT_TYPE);
      own = getServer().getEventFactory().createEvent(newNodeId("InspectionEvent"), type);
      own.setEventType(type);
      own.setBrowseName(newQualifiedName("InspectionEvent"));
      own.setDisplayName(LocalizedText.english("InspectionEvent"));
      event = own;
    }
    return own;
  }

  /** From 1 to 1000; below 334 is low, from 667 on it is high. */
  private static int severity(Finding finding) {
    return switch (finding.verdict()) {
      case NORMAL -> 100;
      case UNKNOWN_PRODUCT -> 500;
      case ANOMALOUS -> 700;
    };
  }

  @Override
  public void onDataItemsCreated(List<DataItem> items) {
    subscriptions.onDataItemsCreated(items);
  }

  @Override
  public void onDataItemsModified(List<DataItem> items) {
    subscriptions.onDataItemsModified(items);
  }

  @Override
  public void onDataItemsDeleted(List<DataItem> items) {
    subscriptions.onDataItemsDeleted(items);
  }

  @Override
  public void onMonitoringModeChanged(List<MonitoredItem> items) {
    subscriptions.onMonitoringModeChanged(items);
  }

  @Override
  public void onEventItemsCreated(List<EventItem> items) {
    items.stream()
        .filter(MonitoredItem::isSamplingEnabled)
        .forEach(getServer().getEventNotifier()::register);
  }

  @Override
  public void onEventItemsModified(List<EventItem> items) {
    for (EventItem item : items) {
      if (item.isSamplingEnabled()) {
        getServer().getEventNotifier().register(item);
      } else {
        getServer().getEventNotifier().unregister(item);
      }
    }
  }

  @Override
  public void onEventItemsDeleted(List<EventItem> items) {
    items.forEach(getServer().getEventNotifier()::unregister);
  }
}
