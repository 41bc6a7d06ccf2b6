-- Proves every statement that adds legs, over all its rows at once: each journal balances, has at least two legs added
-- together, and stands with all its accounts in one court and under one bank account. Set-based references are safe
-- because journals and accounts can never be removed.

-- Journals that are not there, or not of this court. One look-up by key each: a join would be planned by statistics, and
-- for rows just written those make it read the whole table, which grows for ever.
CREATE OR REPLACE FUNCTION public.funds_journals_missing(wanted uuid[], court integer) RETURNS bigint
    LANGUAGE sql STABLE SET enable_seqscan = off
    AS $$
    SELECT pg_catalog.count(*) FROM pg_catalog.unnest(wanted) AS w (id)
     WHERE (SELECT j.court_id FROM public.funds_journal j WHERE j.id = w.id) IS DISTINCT FROM court
$$;

-- Legs are hashed, accounts looked up by key: the planner knows neither how many legs a statement adds nor, before the first
-- statistics, how many accounts there are, and would compare each with all.
CREATE OR REPLACE FUNCTION public.funds_prove_postings() RETURNS trigger
    LANGUAGE plpgsql SET enable_nestloop = off SET enable_seqscan = off
    AS $$
DECLARE
    wrong record;
    missing bigint;
BEGIN
    WITH known AS MATERIALIZED (
        SELECT a.id, a.court_id, a.bank_account_id
          FROM (SELECT DISTINCT account_id FROM added) AS used
         CROSS JOIN LATERAL (
            SELECT found.id, found.court_id, found.bank_account_id
              FROM public.funds_account found WHERE found.id = used.account_id OFFSET 0
         ) AS a
    )
    SELECT p.journal_id, pg_catalog.sum(p.fen) AS total, pg_catalog.count(*) AS legs, pg_catalog.count(k.id) AS accounts
      INTO wrong
      FROM added p LEFT JOIN known k ON k.id = p.account_id AND k.court_id = p.court_id
     GROUP BY p.journal_id
    HAVING pg_catalog.sum(p.fen) <> 0
        OR pg_catalog.count(*) < 2
        OR pg_catalog.count(k.id) <> pg_catalog.count(*)
        OR pg_catalog.min(k.bank_account_id) <> pg_catalog.max(k.bank_account_id)
        OR pg_catalog.min(p.court_id) <> pg_catalog.max(p.court_id)
        OR pg_catalog.min(p.seq) <> 1
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'journal %: sum %, legs %, accounts %',
            wrong.journal_id, wrong.total, wrong.legs, wrong.accounts USING ERRCODE = 'ZX003';
    END IF;
    SELECT pg_catalog.sum(public.funds_journals_missing(used.ids, used.court_id)) INTO missing
      FROM (SELECT p.court_id, pg_catalog.array_agg(DISTINCT p.journal_id) AS ids FROM added p GROUP BY p.court_id) AS used;
    IF missing > 0 THEN
        RAISE EXCEPTION '% legs without journal', missing USING ERRCODE = 'ZX003';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER funds_posting_proved AFTER INSERT ON public.funds_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.funds_prove_postings();
