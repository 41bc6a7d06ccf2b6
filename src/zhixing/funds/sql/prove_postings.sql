-- Proves every statement that adds legs, in one pass over its rows: each journal balances, has at least two legs, and
-- stands with all its accounts in one court and under one bank account. Set-based references are safe because journals
-- and accounts can never be removed.
CREATE FUNCTION public.funds_prove_postings() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    wrong record;
BEGIN
    SELECT p.journal_id, pg_catalog.sum(p.fen) AS total, pg_catalog.count(*) AS legs,
           pg_catalog.count(a.id) AS accounts, pg_catalog.count(j.id) AS journals
      INTO wrong
      FROM added p
      LEFT JOIN public.funds_journal j ON j.id = p.journal_id AND j.court_id = p.court_id
      LEFT JOIN public.funds_account a ON a.id = p.account_id AND a.court_id = p.court_id
     GROUP BY p.journal_id
    HAVING pg_catalog.sum(p.fen) <> 0
        OR pg_catalog.count(*) < 2
        OR pg_catalog.count(j.id) <> pg_catalog.count(*)
        OR pg_catalog.count(a.id) <> pg_catalog.count(*)
        OR pg_catalog.min(a.bank_account_id) <> pg_catalog.max(a.bank_account_id)
        OR pg_catalog.min(p.seq) <> 1
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'journal % does not stand: sum %, legs %, accounts %, journals %',
            wrong.journal_id, wrong.total, wrong.legs, wrong.accounts, wrong.journals USING ERRCODE = 'ZX003';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER funds_posting_proved AFTER INSERT ON public.funds_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.funds_prove_postings();
