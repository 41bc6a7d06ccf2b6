-- Claims are edited while their plan is a draft; once it was proposed they stand, and its lines stand from the start.
CREATE FUNCTION funds_claims_fixed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    plan_id uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.distribution_id ELSE OLD.distribution_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM public.funds_distribution d WHERE d.id = plan_id AND d.stage <> 'draft') THEN
        RAISE EXCEPTION 'the claims of a proposed distribution stand' USING ERRCODE = 'ZX010';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER funds_claimant_fixed BEFORE INSERT OR UPDATE OR DELETE ON public.funds_claimant
    FOR EACH ROW EXECUTE FUNCTION funds_claims_fixed();

-- A line is never edited; it only loses its tie to a claimant that a later draft has removed.
CREATE FUNCTION funds_lines_fixed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.claimant_id IS NULL
       AND to_jsonb(NEW) - 'claimant_id' = to_jsonb(OLD) - 'claimant_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the lines of a distribution stand' USING ERRCODE = 'ZX011';
END $$;

CREATE TRIGGER funds_distributionline_fixed BEFORE UPDATE OR DELETE ON public.funds_distributionline
    FOR EACH ROW EXECUTE FUNCTION funds_lines_fixed();
