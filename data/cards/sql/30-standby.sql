-- The last step: with the start that follows, the server is a standby of nobody. A standby writes nothing for anyone:
-- no table, no log of changes, and no setting or password of a role, which the role could change by itself otherwise.
-- Runs as superuser.
\set ON_ERROR_STOP on

-- What one session may take of the memory, in which its temporary files are, too: eight of them fit into the container,
-- whose start limits the rest. The compiler of expressions needs more than that, and a session could turn it on.
ALTER SYSTEM SET temp_file_limit = '48MB';
ALTER SYSTEM SET jit_provider = 'none';
-- Errors of a query go to who asked, and not into the log, which they could fill.
ALTER SYSTEM SET log_min_messages = 'log';
ALTER SYSTEM SET log_min_error_statement = 'panic';
-- Nobody sends changes: waiting for them is not worth a line each five seconds.
ALTER SYSTEM SET wal_retrieve_retry_interval = '24d';

SELECT current_setting('data_directory') || '/standby.signal' AS signal \gset
COPY (SELECT WHERE false) TO :'signal';
