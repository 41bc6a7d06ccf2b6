-- Posts any number of journals in one call; the only way a journal comes into being.
--
-- Journals come as parallel arrays; legs as parallel arrays, each naming its journal by place (from 1) and its own
-- place in it (from 1). A ref that is already posted is left as it is and reported with is_new = false, unless its
-- content differs: then the whole call fails (ZX002). A guarded account that would be overdrawn fails the whole call
-- (ZX001), a journal that does not balance too (ZX003). Returns nothing when every journal is new, else one row for each
-- in the order given. Runs as owner: the application may not insert by itself.
CREATE OR REPLACE FUNCTION public.funds_post_batch(
    court integer, at timestamptz, actor text,
    ids uuid[], refs text[], kinds text[], days date[], texts text[], originals uuid[],
    leg_places integer[], leg_seqs smallint[], leg_accounts uuid[], leg_fens bigint[]
) RETURNS TABLE (journal_id uuid, journal_ref text, is_new boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    asked integer := coalesce(array_length(ids, 1), 0);
    digests bytea[];
    fresh uuid[];
    givers uuid[];
    wrong record;
BEGIN
    IF NOT court = ANY (coalesce(public.zhixing_courts(), '{}')) THEN
        RAISE EXCEPTION 'court % is not visible to this transaction', court USING ERRCODE = 'insufficient_privilege';
    END IF;

    SELECT array_agg(sha256(convert_to(j.kind || '|' || j.day || '|' || coalesce(j.text, '') || '|' || coalesce(j.original::text, '')
                                       || '|' || legs.written, 'UTF8')) ORDER BY j.place)
      INTO digests
      FROM unnest(kinds, days, texts, originals) WITH ORDINALITY AS j (kind, day, text, original, place)
      JOIN (SELECT leg.place, string_agg(leg.account || ':' || leg.fen, ',' ORDER BY leg.seq) AS written
              FROM unnest(leg_places, leg_seqs, leg_accounts, leg_fens) AS leg (place, seq, account, fen)
             GROUP BY leg.place) AS legs ON legs.place = j.place;
    IF coalesce(array_length(digests, 1), 0) <> asked THEN
        RAISE EXCEPTION 'every journal needs legs' USING ERRCODE = 'ZX003';
    END IF;

    -- Nearly always every journal is new. A plain insert costs a third less than one that expects conflicts, so that is
    -- tried first; whatever stands in its way is undone with it and looked at one by one.
    BEGIN
        INSERT INTO public.funds_journal
               (id, court_id, ref, kind, booked_on, text, reverses_id, recorded_at, recorded_by, input_sha256)
        SELECT j.id, court, j.ref, j.kind, j.day, coalesce(j.text, ''), j.original, at, actor, j.digest
          FROM unnest(ids, refs, kinds, days, texts, originals, digests)
            AS j (id, ref, kind, day, text, original, digest);
        fresh := ids;
    EXCEPTION WHEN unique_violation THEN
        WITH added AS (
            INSERT INTO public.funds_journal
                   (id, court_id, ref, kind, booked_on, text, reverses_id, recorded_at, recorded_by, input_sha256)
            SELECT j.id, court, j.ref, j.kind, j.day, coalesce(j.text, ''), j.original, at, actor, j.digest
              FROM unnest(ids, refs, kinds, days, texts, originals, digests)
                AS j (id, ref, kind, day, text, original, digest)
            ON CONFLICT (court_id, ref) DO NOTHING
            RETURNING id
        )
        SELECT coalesce(array_agg(id), '{}') INTO fresh FROM added;
    END;

    -- A ref that was there, or came twice in this call, must say the same thing again.
    IF cardinality(fresh) < asked THEN
        SELECT given.ref INTO wrong
          FROM unnest(refs, digests) AS given (ref, digest)
          JOIN public.funds_journal j ON j.court_id = court AND j.ref = given.ref
         WHERE j.input_sha256 <> given.digest LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION '%', wrong.ref USING ERRCODE = 'ZX002';
        END IF;
    END IF;

    IF cardinality(fresh) > 0 THEN
        SELECT array_agg(DISTINCT a.id) INTO givers
          FROM unnest(leg_accounts, leg_fens) AS leg (account, fen)
          JOIN public.funds_account a ON a.id = leg.account
         WHERE leg.fen > 0 AND a.is_guarded;
        IF givers IS NOT NULL THEN
            PERFORM 1 FROM public.funds_account a WHERE a.id = ANY (givers) ORDER BY a.id FOR UPDATE;
        END IF;

        INSERT INTO public.funds_posting (journal_id, seq, account_id, court_id, fen)
        SELECT j.id, leg.seq, leg.account, court, leg.fen
          FROM unnest(leg_places, leg_seqs, leg_accounts, leg_fens) AS leg (place, seq, account, fen)
          JOIN unnest(ids) WITH ORDINALITY AS j (id, place) ON j.place = leg.place
         WHERE cardinality(fresh) = asked OR j.id = ANY (fresh);

        IF givers IS NOT NULL THEN
            SELECT p.account_id, -sum(p.fen) AS held INTO wrong
              FROM public.funds_posting p WHERE p.account_id = ANY (givers)
             GROUP BY p.account_id HAVING sum(p.fen) > 0 LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION '%', wrong.account_id USING ERRCODE = 'ZX001', DETAIL = wrong.held::text;
            END IF;
        END IF;
    END IF;

    -- All new: the caller knows the keys it gave.
    IF cardinality(fresh) = asked THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT coalesce(f.id, j.id), given.ref, f.id IS NOT NULL
          FROM unnest(ids, refs) WITH ORDINALITY AS given (id, ref, place)
          LEFT JOIN unnest(fresh) AS f (id) ON f.id = given.id
          LEFT JOIN public.funds_journal j ON f.id IS NULL AND j.court_id = court AND j.ref = given.ref
         ORDER BY given.place;
END
$$;
