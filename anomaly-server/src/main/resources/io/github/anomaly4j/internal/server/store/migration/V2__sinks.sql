-- How far each sink has come: the last inspection that the other side has confirmed.
CREATE TABLE sink (
  name VARCHAR(100) PRIMARY KEY,
  inspection BIGINT NOT NULL
);
