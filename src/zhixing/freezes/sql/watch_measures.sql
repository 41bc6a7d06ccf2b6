-- Measures put under watch, any number in one statement: a row for each object of a JSON array.
INSERT INTO freezes_measure (
    id, court_id, case_id, debtor_id, debtor_written, asset_class, special, asset_kind, description, holder, action,
    is_renewal, is_waiting, starts_on, stated_end, stated_on, ends_on, source, state, confirmed_by_holder, officer_id,
    flags, note, row_key, copy_number)
SELECT
    id, court_id, case_id, debtor_id, debtor_written, asset_class, special, asset_kind, description, holder, action,
    is_renewal, is_waiting, starts_on, stated_end, stated_on, ends_on, 'ledger', state, false, officer_id,
    flags, note, decode(row_key, 'hex'), copy_number
FROM jsonb_to_recordset(%s::jsonb) AS row (
    id uuid, court_id integer, case_id uuid, debtor_id uuid, debtor_written text, asset_class text, special text,
    asset_kind text, description text, holder text, action text, is_renewal boolean, is_waiting boolean,
    starts_on date, stated_end text, stated_on date, ends_on date, state text, officer_id bigint, flags jsonb, note text,
    row_key text, copy_number smallint)
