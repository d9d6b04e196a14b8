CREATE TYPE s AS ENUM ('a');
CREATE TABLE t (a serial PRIMARY KEY, b s DEFAULT 'a'::s NOT NULL, c varchar(5) CHECK (c <> ''));
COMMENT ON COLUMN t.a IS 'x';
CREATE INDEX i ON t USING btree (b DESC);
