-- The role with which Grafana asks: it reads the views of `public`, and nothing else. Visitors may write queries of
-- their own in Explore. Runs after the tables, as superuser. The environment's POSTGRES_PASSWORD becomes its password.
\set ON_ERROR_STOP on
\getenv password POSTGRES_PASSWORD
SELECT current_database() AS database \gset

CREATE ROLE grafana LOGIN PASSWORD :'password' CONNECTION LIMIT 8;
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
-- What takes from all sessions without limit, or ends them: locks, of which one query can ask for millions, snapshots
-- and messages, which are written, and the sessions of other visitors.
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure) FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND (
    proname ~ '^pg_(try_)?advisory_' OR proname IN (
        'pg_cancel_backend', 'pg_export_snapshot', 'pg_logical_emit_message', 'pg_notify', 'pg_terminate_backend'))
\gexec

GRANT CONNECT ON DATABASE :"database" TO grafana;
GRANT USAGE ON SCHEMA public TO grafana;
GRANT SELECT ON banking_data, rejected_lines, incidents TO grafana;

-- Ends what a session runs for longer than half a minute, because a session may set its own statement_timeout. For the
-- container's health check.
CREATE FUNCTION files.end_overdue() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE usename = 'grafana' AND state <> 'idle' AND xact_start < clock_timestamp() - interval '30 seconds'
$$;
