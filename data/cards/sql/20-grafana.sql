-- The role with which Grafana asks: it reads the views of `public`, and nothing else. Visitors may write queries of
-- their own in Explore. Runs after the tables, as superuser. The environment's POSTGRES_PASSWORD becomes its password.
\set ON_ERROR_STOP on
\getenv password POSTGRES_PASSWORD
SELECT current_database() AS database \gset

CREATE ROLE grafana LOGIN PASSWORD :'password' CONNECTION LIMIT 20;
ALTER ROLE grafana SET statement_timeout = '5s';
ALTER ROLE grafana SET default_transaction_read_only = on;
ALTER ROLE grafana SET timezone = 'UTC';

-- What everybody may do after the installation: connect to any database, and make temporary tables, anonymous code
-- blocks and large objects there.
REVOKE ALL ON DATABASE :"database", postgres, template1 FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON LANGUAGE sql, plpgsql FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea), lo_open(oid, int),
    lo_put(oid, bigint, bytea), lo_truncate(int, int), lo_truncate64(int, bigint), lo_unlink(oid), lowrite(int, bytea)
    FROM PUBLIC;

GRANT CONNECT ON DATABASE :"database" TO grafana;
GRANT USAGE ON SCHEMA public TO grafana;
GRANT SELECT ON banking_data, rejected_lines, incidents TO grafana;
