-- What holders hold, with their account rows locked in order of id until the transaction ends. A guarded account that
-- gives money is locked here before anybody reads its balance, so of two payouts on one balance the second sees the
-- first. Runs as owner because locking needs the right to update, which the application must not have.
CREATE FUNCTION public.funds_lock_balances(accounts uuid[]) RETURNS TABLE (account_id uuid, held_fen bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM 1 FROM public.funds_account a
      WHERE a.id = ANY (accounts) AND a.court_id = ANY (public.zhixing_courts())
      ORDER BY a.id FOR UPDATE;
    RETURN QUERY
        SELECT a.id, -coalesce((SELECT sum(p.fen) FROM public.funds_posting p WHERE p.account_id = a.id), 0)::bigint
          FROM public.funds_account a
         WHERE a.id = ANY (accounts) AND a.court_id = ANY (public.zhixing_courts());
END
$$;
