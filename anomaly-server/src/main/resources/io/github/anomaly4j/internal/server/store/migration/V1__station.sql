-- Runs on SQLite, which ignores lengths, and on PostgreSQL. They differ in the type of a key that grows with each row.

CREATE TABLE inspection (
  id ${id},
  found_at TIMESTAMP WITH TIME ZONE NOT NULL,
  source VARCHAR(300) NOT NULL,
  -- What must not be inspected twice has a key, such as a file of a watched folder.
  source_key VARCHAR(300) UNIQUE,
  product VARCHAR(300) NOT NULL,
  verdict VARCHAR(20) NOT NULL,
  model INT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  threshold DOUBLE PRECISION NOT NULL,
  image CHAR(64) NOT NULL,
  heatmap CHAR(64) NOT NULL,
  finding TEXT NOT NULL
);

CREATE INDEX inspection_product ON inspection (product, id);
CREATE INDEX inspection_verdict ON inspection (verdict, id);
CREATE INDEX inspection_image ON inspection (image);

-- What people said of an inspection.
CREATE TABLE label (
  inspection BIGINT PRIMARY KEY REFERENCES inspection (id),
  label VARCHAR(20) NOT NULL,
  said_by VARCHAR(100) NOT NULL,
  said_at TIMESTAMP WITH TIME ZONE NOT NULL
);

-- Files on disk by the SHA-256 of their bytes, and the last inspection that they belong to.
CREATE TABLE stored_file (
  hash CHAR(64) PRIMARY KEY,
  bytes BIGINT NOT NULL,
  last_inspection BIGINT NOT NULL
);

CREATE INDEX stored_file_age ON stored_file (last_inspection);

CREATE TABLE audit (
  id ${id},
  done_at TIMESTAMP WITH TIME ZONE NOT NULL,
  done_by VARCHAR(100) NOT NULL,
  action VARCHAR(40) NOT NULL,
  detail VARCHAR(2000) NOT NULL
);

-- How far each sink has come: the last inspection that the other side has confirmed.
CREATE TABLE sink (
  name VARCHAR(100) PRIMARY KEY,
  inspection BIGINT NOT NULL
);
