-- The courts the current transaction may see. With nothing set, nothing is visible.
CREATE FUNCTION zhixing_courts() RETURNS integer[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT string_to_array(nullif(pg_catalog.current_setting('zhixing.courts', true), ''), ',')::integer[] $$;
