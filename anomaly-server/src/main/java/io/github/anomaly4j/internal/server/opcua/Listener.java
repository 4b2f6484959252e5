package io.github.anomaly4j.internal.server.opcua;

import java.util.Arrays;
import java.util.List;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.BaseMonitoredItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredEventItem;
import org.eclipse.milo.opcua.sdk.server.model.objects.BaseEventTypeNode;
import org.eclipse.milo.opcua.sdk.server.subscriptions.Subscription;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MonitoringMode;

/**
 * A subscription to events. What the client got of it, it acknowledges with its next request: the
 * server keeps every message until then, by its sequence number.
 */
final class Listener {
  private final OpcUaServer server;
  private final Subscription subscription;
  private final List<MonitoredEventItem> items;
  private long lastMessage = -1;

  private Listener(OpcUaServer server, Subscription subscription, List<MonitoredEventItem> items) {
    this.server = server;
    this.subscription = subscription;
    this.items = items;
  }

  /** All that there are now. */
  static List<Listener> of(OpcUaServer server) {
    return server.getSubscriptions().values().stream()
        .filter(Subscription::isPublishingEnabled)
        .map(each -> new Listener(server, each, events(each)))
        .filter(listener -> !listener.items.isEmpty())
        .toList();
  }

  private static List<MonitoredEventItem> events(Subscription subscription) {
    return subscription.getMonitoredItems().values().stream()
        .filter(MonitoredEventItem.class::isInstance)
        .map(MonitoredEventItem.class::cast)
        .filter(item -> item.getMonitoringMode() == MonitoringMode.Reporting)
        .toList();
  }

  /** How many events it can take at once: more would push others out of its queue. */
  int room() {
    return items.stream().mapToInt(BaseMonitoredItem::getQueueSize).min().orElse(1);
  }

  /** Puts an event into its queues, unless a filter of the client leaves it out. */
  void take(BaseEventTypeNode event) {
    items.forEach(item -> item.onEvent(event));
  }

  /** Whether the client has left, or was silent for too long. */
  boolean gone() {
    return server.getSubscriptions().get(subscription.getId()) != subscription;
  }

  /** Whether the client has acknowledged all that was told it before the first call. */
  boolean hasAll() {
    // What leaves a queue becomes a message under this lock.
    synchronized (subscription) {
      if (lastMessage < 0) {
        if (items.stream().anyMatch(BaseMonitoredItem::hasNotifications)) {
          return false;
        }
        lastMessage = subscription.getNextSequenceNumber().longValue() - 1;
      }
      return Arrays.stream(subscription.getAvailableSequenceNumbers())
          .allMatch(number -> number.longValue() > lastMessage);
    }
  }
}
