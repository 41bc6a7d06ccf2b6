-- Posts any number of journals in one call; the only way a journal comes into being.
--
-- Journals come as parallel arrays; legs as parallel arrays, each naming its journal by place (from 1) and its own
-- place in it (from 1). A ref that is already posted is left as it is and reported with is_new = false, unless its
-- content differs: then the whole call fails (ZX002). A guarded account that would be overdrawn fails the whole call
-- (ZX001), a journal that does not balance too (ZX003). Returns nothing when every journal is new, else one row for each
-- in the order given. Runs as owner: the application may not insert by itself.
--
-- Plans are made once (generic), so that one journal costs no planning; therefore no statement on the usual way joins two
-- arrays, whose size such a plan does not know.
CREATE OR REPLACE FUNCTION public.funds_post_batch(
    court integer, at timestamptz, actor text,
    ids uuid[], refs text[], kinds text[], days date[], texts text[], originals uuid[],
    leg_places integer[], leg_seqs smallint[], leg_accounts uuid[], leg_fens bigint[]
) RETURNS TABLE (journal_id uuid, journal_ref text, is_new boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    asked integer := coalesce(array_length(ids, 1), 0);
    written text[];
    fresh uuid[];
    givers uuid[];
    wrong record;
BEGIN
    IF NOT court = ANY (coalesce(public.zhixing_courts(), '{}')) THEN
        RAISE EXCEPTION 'court % is not visible to this transaction', court USING ERRCODE = 'insufficient_privilege';
    END IF;

    SELECT array_agg(legs.words ORDER BY legs.place) INTO written
      FROM (SELECT leg.place, string_agg(leg.account || ':' || leg.fen, ',' ORDER BY leg.seq) AS words
              FROM unnest(leg_places, leg_seqs, leg_accounts, leg_fens) AS leg (place, seq, account, fen)
             GROUP BY leg.place) AS legs
     WHERE legs.place BETWEEN 1 AND asked;
    IF coalesce(array_length(written, 1), 0) <> asked THEN
        RAISE EXCEPTION 'every journal needs legs' USING ERRCODE = 'ZX003';
    END IF;

    -- Nearly always every journal is new. A plain insert costs a third less than one that expects conflicts, so that is
    -- tried first; whatever stands in its way is undone with it and looked at one by one.
    BEGIN
        INSERT INTO public.funds_journal
               (id, court_id, ref, kind, booked_on, text, reverses_id, recorded_at, recorded_by, input_sha256)
        SELECT j.id, court, j.ref, j.kind, j.day, coalesce(j.text, ''), j.original, at, actor,
               public.funds_journal_digest(j.kind, j.day, j.text, j.original, j.legs)
          FROM unnest(ids, refs, kinds, days, texts, originals, written) AS j (id, ref, kind, day, text, original, legs);
        fresh := ids;
    EXCEPTION WHEN unique_violation THEN
        WITH added AS (
            INSERT INTO public.funds_journal
                   (id, court_id, ref, kind, booked_on, text, reverses_id, recorded_at, recorded_by, input_sha256)
            SELECT j.id, court, j.ref, j.kind, j.day, coalesce(j.text, ''), j.original, at, actor,
                   public.funds_journal_digest(j.kind, j.day, j.text, j.original, j.legs)
              FROM unnest(ids, refs, kinds, days, texts, originals, written)
                AS j (id, ref, kind, day, text, original, legs)
            ON CONFLICT (court_id, ref) DO NOTHING
            RETURNING id
        )
        SELECT coalesce(array_agg(id), '{}') INTO fresh FROM added;

        -- A ref that was there, or came twice in this call, must say the same thing again.
        SELECT j.ref INTO wrong
          FROM unnest(refs, kinds, days, texts, originals, written) AS given (ref, kind, day, text, original, legs)
          JOIN public.funds_journal j ON j.court_id = court AND j.ref = given.ref
         WHERE j.input_sha256 <> public.funds_journal_digest(given.kind, given.day, given.text, given.original, given.legs)
         LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION '%', wrong.ref USING ERRCODE = 'ZX002';
        END IF;
    END;

    IF cardinality(fresh) > 0 THEN
        SELECT array_agg(DISTINCT a.id) INTO givers
          FROM unnest(leg_accounts, leg_fens) AS leg (account, fen)
          JOIN public.funds_account a ON a.id = leg.account
         WHERE leg.fen > 0 AND a.is_guarded;
        IF givers IS NOT NULL THEN
            PERFORM 1 FROM public.funds_account a WHERE a.id = ANY (givers) ORDER BY a.id FOR UPDATE;
        END IF;

        INSERT INTO public.funds_posting (journal_id, seq, account_id, court_id, fen)
        SELECT ids[leg.place], leg.seq, leg.account, court, leg.fen
          FROM unnest(leg_places, leg_seqs, leg_accounts, leg_fens) AS leg (place, seq, account, fen)
         WHERE cardinality(fresh) = asked OR ids[leg.place] = ANY (fresh);

        IF givers IS NOT NULL THEN
            SELECT p.account_id, -sum(p.fen) AS held INTO wrong
              FROM public.funds_posting p WHERE p.account_id = ANY (givers)
             GROUP BY p.account_id HAVING sum(p.fen) > 0 LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION '%', wrong.account_id USING ERRCODE = 'ZX001', DETAIL = wrong.held::text;
            END IF;
        END IF;
    END IF;

    IF cardinality(fresh) = asked THEN
        RETURN;
    END IF;
    -- Planned for the arrays at hand: here two of them are joined.
    RETURN QUERY EXECUTE
        'SELECT coalesce(f.id, j.id), given.ref, f.id IS NOT NULL
           FROM unnest($1, $2) WITH ORDINALITY AS given (id, ref, place)
           LEFT JOIN unnest($3) AS f (id) ON f.id = given.id
           LEFT JOIN public.funds_journal j ON f.id IS NULL AND j.court_id = $4 AND j.ref = given.ref
          ORDER BY given.place' USING ids, refs, fresh, court;
END
$$;
