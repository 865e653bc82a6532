"""What Grafana's role cannot do in the database of the cards. Each statement is tried with a session that asked for all
that it may ask for, so that a refusal is no mere default. First the privileges, with the server before its last start,
when it can still write; then what no privilege forbids, with the server as it runs.
"""

import concurrent.futures
import os
import stat
import time

# insufficient_privilege. A view of expressions takes no rows at all: feature_not_supported, not_in_prerequisite_state.
DENIED = ("42501", "0A000", "55000")
# query_canceled, out_of_memory, configuration_limit_exceeded, read_only_sql_transaction, admin_shutdown.
CANCELED, MEMORY, LIMIT, READ_ONLY, ENDED = "57014", "53200", "53400", "25006", "57P01"
EVERYTHING = "-c default_transaction_read_only=off -c statement_timeout=0 -c jit=on -c work_mem=1GB"
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
TAKES = (
    "SELECT count(pg_advisory_lock(i)) FROM generate_series(1, 1000000) i", "SELECT pg_try_advisory_xact_lock(1, 2)",
    "SELECT pg_logical_emit_message(false, 'a', repeat('b', 1000))", "SELECT pg_notify('a', 'b')",
    "SELECT pg_export_snapshot()", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity", "SELECT files.end_overdue()",
    "BEGIN; LOCK TABLE banking_data", "BEGIN; LOCK TABLE pg_class", "SET log_min_messages = 'debug5'",
    "SET log_min_error_statement = 'error'")
# Changes that every role may make for itself, and sessions for all, as long as the server can write anything.
OWN = (
    "ALTER ROLE grafana PASSWORD 'hacked'", "ALTER ROLE grafana SET search_path = 'x'",
    "ALTER ROLE grafana SET statement_timeout = 1", "ALTER ROLE grafana IN DATABASE cards SET TimeZone = 'x'",
    "ALTER ROLE grafana SET local_preload_libraries = 'x'", "ALTER ROLE grafana RESET ALL",
    "ALTER ROLE grafana SET default_transaction_read_only = off", "LISTEN a", "NOTIFY a")
# Queries that take more than one session may have, and what ends them.
HUNGRY = {
    "SELECT length(repeat('x', 100000000))": MEMORY,
    "SELECT query_to_xml('SELECT * FROM banking_data', true, true, '')": MEMORY,
    "SELECT count(*) FROM (SELECT repeat('x', 99) FROM generate_series(1, 999999) ORDER BY 1 OFFSET 0) t": MEMORY,
    "SET work_mem = '1MB'; SELECT count(*) FROM generate_series(1, 9000000)": LIMIT}
# Queries for which it must be enough.
LARGE = (
    "SELECT count(*) FROM (SELECT * FROM banking_data ORDER BY amount, id OFFSET 0) rows",
    "SELECT count(a.id) FROM banking_data a JOIN banking_data b USING (uniq_id)",
    """SELECT count(*) FROM (
        SELECT row_number() OVER (PARTITION BY account_holder_name ORDER BY "timestamp"), rank() OVER (ORDER BY amount)
        FROM banking_data OFFSET 0) ranks""")
# On what the role has any of these privileges, system catalogues apart.
HELD = """
    SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND relkind IN ('r', 'v', 'm', 'f', 'p')
        AND has_table_privilege(pg_class.oid, '{privileges}')
    ORDER BY relname"""
# The functions that take locks or write, of which it may call none.
LOCKING = r"""
    SELECT oid::regprocedure FROM pg_proc
    WHERE proname ~ '^(lo_(creat|from|open|put|trunc|unlink|import|export)|lowrite|pg_(try_)?advisory|pg_notify)'
        AND has_function_privilege(oid, 'EXECUTE')"""
# What the role is, and what it is a member of.
ROLE = """
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls,
        EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid), current_setting('statement_timeout')
    FROM pg_roles WHERE rolname = current_user"""
CHANGES = "INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"


def check_privileges(postgres, folder):
    """Tries all that must be denied."""
    # A folder in which the server's user may write, so that a file that is missing in it was not written by privilege.
    open_folder = folder / "open"
    open_folder.mkdir()
    open_folder.chmod(0o777 | stat.S_ISVTX)
    statements = [text.replace("{folder}", str(open_folder)) for text in WRITES + READS + RUNS + RISES + TAKES]
    for statement in statements:
        _, state = postgres.ask(statement, settings=EVERYTHING)
        assert state in DENIED, f"{statement}: SQLSTATE {state or 'of success'}; want {DENIED[0]}"
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
    held, error = postgres.ask(LOCKING)
    assert not held and not error, f"may be called: {held}"
    print(f"Grafana's role: {len(statements)} statements are denied")


def check_limits(postgres):
    """Tries what the role needs no privilege for, and that others can still read."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        sleeping = pool.submit(postgres.ask, "SELECT pg_sleep(60)")
        overdue = pool.submit(postgres.ask, "BEGIN; SELECT pg_sleep(60)", settings=EVERYTHING)
        since = time.monotonic()
        for statement in OWN:
            _, state = postgres.ask(statement, settings=EVERYTHING)
            assert state == READ_ONLY, f"{statement}: SQLSTATE {state or 'of success'}; want {READ_ONLY}"
        for statement, want in HUNGRY.items():
            _, state = postgres.ask(statement, settings=EVERYTHING)
            assert state == want, f"{statement}: SQLSTATE {state or 'of success'}; want {want}"
        rows, _ = postgres.ask(
            "SELECT count(*) > 1000 FROM banking_data",
            settings="-c jit=on -c jit_above_cost=0 -c jit_inline_above_cost=0 -c jit_optimize_above_cost=0")
        assert rows == [["t"]], f"with compiled expressions: {rows}"
        _, state = sleeping.result()
        assert state == CANCELED, f"a query of a minute: SQLSTATE {state}; want {CANCELED}, after five seconds"
        # What the health check asks all the time.
        ended = 0
        while not ended and time.monotonic() < since + 50:
            ended = int(postgres.administer("SELECT files.end_overdue()"))
            time.sleep(1)
        _, state = overdue.result()
        assert ended == 1 and state == ENDED, f"without its timeout: SQLSTATE {state}; want {ENDED}"
    for statement in LARGE:
        rows, state = postgres.ask(statement, settings="-c statement_timeout=0")
        assert not state and int(rows[0][0]) > 1000, f"{statement}: SQLSTATE {state}; rows {rows}"
    rows, _ = postgres.ask("SELECT count(*) > 1000, current_user, current_setting('is_superuser') FROM banking_data")
    assert rows == [["t", "grafana", "off"]], rows
    said = [line for line in postgres.log.read_text().splitlines() if "WARNING" in line or "ERROR" in line]
    waits = postgres.log.read_text().count("waiting for WAL")
    assert not said and waits <= 1, f"the log has {waits} waits and {said}"
    print(f"Grafana's role: {len(OWN)} changes of its own are refused, {len(HUNGRY)} hungry queries end, and long ones")
