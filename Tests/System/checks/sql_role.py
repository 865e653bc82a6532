"""What Grafana's role cannot do in the database of the cards. Each statement is tried with a session that asked for all
that it may ask for, so that a refusal is a missing privilege and not a setting.
"""

import concurrent.futures
import os
import stat

# insufficient_privilege. A view of expressions takes no rows at all: feature_not_supported, not_in_prerequisite_state.
DENIED = ("42501", "0A000", "55000")
# query_canceled.
CANCELED = "57014"
WRITES = (
    "INSERT INTO banking_data (id) VALUES (1)", "UPDATE banking_data SET decision = 'Approved'",
    "DELETE FROM banking_data", "TRUNCATE files.decisions", "INSERT INTO files.decisions VALUES ('x')",
    "COPY files.decisions FROM STDIN", "CREATE TABLE t (i int)", "CREATE TABLE files.t (i int)",
    "CREATE TABLE t AS SELECT 1", "SELECT 1 AS i INTO t", "CREATE TEMP TABLE t (i int)", "SELECT 1 AS i INTO TEMP t",
    "CREATE VIEW v AS SELECT 1", "CREATE TEMP VIEW v AS SELECT 1", "CREATE SCHEMA s", "CREATE SEQUENCE s",
    "CREATE DATABASE d", "DROP VIEW banking_data", "ALTER VIEW banking_data RENAME TO x",
    "CREATE OR REPLACE VIEW banking_data AS SELECT 1", "SELECT lo_create(0)", "SELECT lo_creat(-1)",
    "SELECT lo_from_bytea(0, 'x')", "SELECT lo_import('/etc/passwd')", "SELECT lo_export(1, '{folder}/written')",
    "COPY (SELECT 1) TO '{folder}/written'", "COMMENT ON VIEW banking_data IS 'x'")
READS = (
    "SELECT pg_read_file('/etc/passwd')", "SELECT pg_read_binary_file('/etc/passwd')", "SELECT pg_ls_dir('/')",
    "SELECT pg_stat_file('/etc/passwd')", "SELECT * FROM files.decisions", "SELECT * FROM files.incidents",
    "SELECT files.cells('a,b')", "COPY banking_data FROM '/etc/passwd'",
    "ALTER FOREIGN TABLE files.decisions OPTIONS (SET filename '/etc/passwd')",
    "CREATE FOREIGN TABLE t (line text) SERVER files OPTIONS (filename '/etc/passwd')",
    "CREATE SERVER s FOREIGN DATA WRAPPER file_fdw", "SELECT * FROM pg_authid", "SELECT * FROM pg_user_mapping")
RUNS = (
    "COPY (SELECT 1) TO PROGRAM 'touch {folder}/written'", "COPY banking_data FROM PROGRAM 'id'",
    "ALTER FOREIGN TABLE files.decisions OPTIONS (ADD program 'id')", "CREATE EXTENSION dblink",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "DO $$ BEGIN NULL; END $$",
    "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "LOAD 'file_fdw.so'",
    "SELECT pg_reload_conf()", "SELECT pg_rotate_logfile()", "ALTER SYSTEM SET work_mem = '1GB'")
RISES = (
    "SET ROLE postgres", "SET SESSION AUTHORIZATION postgres", "ALTER ROLE grafana SUPERUSER", "CREATE ROLE r",
    "GRANT pg_read_server_files TO grafana", "GRANT pg_execute_server_program TO grafana", "SET ROLE pg_read_all_data",
    "ALTER ROLE postgres PASSWORD 'x'", "SET log_statement = 'all'", "SET temp_file_limit = -1",
    "ALTER ROLE grafana CONNECTION LIMIT -1", "ALTER DATABASE cards SET statement_timeout = 0")
# On what the role has any of these privileges, system catalogues apart.
HELD = """
    SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND relkind IN ('r', 'v', 'm', 'f', 'p')
        AND has_table_privilege(pg_class.oid, '{privileges}')
    ORDER BY relname"""
# What the role is, and what it is a member of.
ROLE = """
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls,
        EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid), current_setting('statement_timeout')
    FROM pg_roles WHERE rolname = current_user"""
CHANGES = "INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"


def check_role(postgres, folder):
    """Tries all of it, and that the role can still read."""
    # A folder in which the server's user may write, so that a file that is missing in it was not written by privilege.
    open_folder = folder / "open"
    open_folder.mkdir()
    open_folder.chmod(0o777 | stat.S_ISVTX)
    everything = "-c default_transaction_read_only=off -c statement_timeout=0"
    statements = [text.replace("{folder}", str(open_folder)) for text in WRITES + READS + RUNS + RISES]
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        sleeping = pool.submit(postgres.ask, "SELECT pg_sleep(60)")
        for statement in statements:
            _, state = postgres.ask(statement, settings=everything)
            assert state in DENIED, f"{statement}: SQLSTATE {state or 'of success'}; want {DENIED[0]}"
        _, state = sleeping.result()
    assert state == CANCELED, f"a query of a minute: SQLSTATE {state}; want {CANCELED}, after five seconds"
    assert not os.listdir(open_folder), os.listdir(open_folder)
    for database in ("postgres", "template1"):
        _, state = postgres.ask("SELECT 1", database)
        assert state == "connection", f"database {database}: SQLSTATE {state}"
    role, _ = postgres.ask(ROLE)
    assert role == [["f", "f", "5s"]], f"attributes, membership, timeout: {role}"
    held, _ = postgres.ask(HELD.format(privileges="SELECT"))
    assert held == [["banking_data"], ["incidents"], ["rejected_lines"]], f"readable: {held}"
    held, error = postgres.ask(HELD.format(privileges=CHANGES))
    assert not held and not error, f"changeable: {held}"
    rows, _ = postgres.ask("SELECT count(*) > 1000, current_user, current_setting('is_superuser') FROM banking_data")
    assert rows == [["t", "grafana", "off"]], rows
    print(f"Grafana's role: {len(statements)} statements are denied, a long query ends after five seconds")
