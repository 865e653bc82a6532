-- The CSV files of a made day as tables: rows are read from the files with each query, and nothing is loaded. Runs once,
-- as superuser, in an empty database. FOLDER is the environment's variable for the folder of the files.
\set ON_ERROR_STOP on
\getenv folder FOLDER
\set decisions :folder /decisions.csv
\set incidents :folder /incidents.csv

-- Who has no SELECT on a view of `public` sees nothing of what is in here.
CREATE SCHEMA files;
CREATE EXTENSION file_fdw SCHEMA files;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;

-- A line is one text. PostgreSQL ends a query at the first row that has a cell too few or a number that is none; a file
-- would be lost for one bad line. So lines are cut into cells below. The delimiter and the quote are characters that no
-- line has, and in Latin-1 every byte is a character.
CREATE FOREIGN TABLE files.decisions (line text) SERVER files
    OPTIONS (filename :'decisions', format 'csv', delimiter E'\x01', quote E'\x02', encoding 'LATIN1');
CREATE FOREIGN TABLE files.incidents (line text) SERVER files
    OPTIONS (filename :'incidents', format 'csv', delimiter E'\x01', quote E'\x02', encoding 'LATIN1');

-- The cells of a line. A quote may be closed on the same line only.
CREATE FUNCTION files.cells(line text) RETURNS text[] LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
    IF octet_length(line) <> length(line) THEN
        BEGIN
            line := convert_from(convert_to(line, 'LATIN1'), 'UTF8');
        EXCEPTION WHEN character_not_in_repertoire THEN
            NULL;  -- No UTF-8: the line stays Latin-1.
        END;
    END IF;
    IF position('"' IN line) = 0 THEN
        RETURN string_to_array(line, ',');
    END IF;
    -- Each match ends with a comma, so the line gets one more.
    RETURN ARRAY(
        SELECT CASE WHEN cell[1] LIKE '"%' THEN replace(substr(cell[1], 2, length(cell[1]) - 2), '""', '"')
            ELSE cell[1] END
        FROM regexp_matches(line || ',', '("(?:[^"]|"")*"|[^,]*),', 'g') WITH ORDINALITY AS found (cell, place)
        ORDER BY place);
END
$$;

-- An instant in ISO 8601. Null if the text is none: a date that the calendar lacks, or a word such as "now", which
-- PostgreSQL would take.
CREATE FUNCTION files.instant(cell text) RETURNS timestamptz LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
    IF cell ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$' THEN
        RETURN cell::timestamptz;
    END IF;
    RETURN NULL;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END
$$;

-- OFFSET 0 lets PostgreSQL cut each line and read each time once, and not once for each column.
CREATE VIEW files.decision_rows AS
SELECT cells, line, CASE WHEN cardinality(cells) = 16 THEN files.instant(cells[2]) END AS instant
FROM (SELECT files.cells(line) AS cells, line FROM files.decisions WHERE line <> '' OFFSET 0) AS lines
OFFSET 0;

-- The table as it was published, with its names and types. A cell that is no value of its type is null.
CREATE VIEW banking_data AS
SELECT
    CASE WHEN cells[1] ~ '^\d{1,18}$' THEN cells[1]::bigint END AS id,
    instant AS "timestamp",
    CASE WHEN cells[3] ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN cells[3]::uuid END AS uniq_id,
    cells[4] AS trans_type,
    CASE WHEN cells[5] ~ '^\d{1,15}(\.\d{1,9})?$' THEN cells[5]::numeric END AS amount,
    CASE WHEN cells[6] ~ '^\d{1,15}(\.\d{1,9})?$' THEN cells[6]::numeric END AS amount_crr,
    cells[7] AS account_holder_name,
    cells[8] AS card_presense,
    cells[9] AS merchant_category,
    cells[10] AS card_type,
    cells[11] AS card_id,
    CASE WHEN cells[12] ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN cells[12]::uuid END AS account_id,
    CASE cells[13] WHEN 'true' THEN true WHEN 'false' THEN false END AS account_blacklisted,
    cells[14] AS rules_triggered,
    nullif(cells[15], '') AS rules_explanation,
    nullif(cells[16], '') AS decision
FROM files.decision_rows
WHERE instant IS NOT NULL;

-- Lines that have no time or not sixteen cells. csv_exporter rejects them, too.
CREATE VIEW rejected_lines AS
SELECT line FROM files.decision_rows WHERE instant IS NULL AND line NOT LIKE 'id,timestamp,%';

-- What really happened, and when.
CREATE VIEW incidents AS
SELECT
    files.instant(cells[1]) AS "timestamp",
    cells[2] AS incident, cells[3] AS scenario, cells[4] AS name, cells[5] AS severity, cells[6] AS event
FROM (SELECT files.cells(line) AS cells FROM files.incidents WHERE line <> '' OFFSET 0) AS lines
WHERE cardinality(cells) = 9 AND cells[1] <> 'timestamp';
