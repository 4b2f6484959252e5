package io.github.anomaly4j.server;

class H2StoreTest extends StoreContract {
  @Override
  String database() {
    return null;
  }
}
