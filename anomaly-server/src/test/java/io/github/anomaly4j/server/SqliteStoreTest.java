package io.github.anomaly4j.server;

class SqliteStoreTest extends StoreContract {
  @Override
  String database() {
    return null;
  }
}
