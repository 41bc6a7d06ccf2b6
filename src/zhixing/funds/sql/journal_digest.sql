-- What a journal says, as one hash: kind, day, text, the journal it reverses, and its legs as `account:fen` in order.
CREATE OR REPLACE FUNCTION public.funds_journal_digest(kind text, day date, said text, original uuid, legs text)
    RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT sha256(convert_to(kind || '|' || day || '|' || coalesce(said, '') || '|' || coalesce(original::text, '')
                             || '|' || legs, 'UTF8'))
$$;
