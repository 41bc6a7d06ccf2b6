-- A closed period takes no more journals. Closing and posting meet at one lock per court: whoever posts holds it shared
-- until its transaction ends, whoever closes holds it alone. So a closing sees every journal posted before it, and a
-- journal posted beside it either counts in the closing or is refused (ZX004); nothing slips in between.

-- Takes the court's lock as a poster and tells through which day its books are closed (none: nothing is closed yet).
CREATE FUNCTION public.funds_closed_through(court integer) RETURNS date
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    through date;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7201002, court);
    SELECT max(c.closed_through) INTO through FROM public.funds_closing c WHERE c.court_id = court;
    RETURN through;
END
$$;

CREATE FUNCTION public.funds_refuse_closed_periods() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    earliest record;
    through date;
BEGIN
    FOR earliest IN SELECT a.court_id, min(a.booked_on) AS day FROM added a GROUP BY a.court_id ORDER BY a.court_id LOOP
        through := public.funds_closed_through(earliest.court_id);
        IF earliest.day <= through THEN
            RAISE EXCEPTION '% is closed through %', earliest.day, through USING ERRCODE = 'ZX004', DETAIL = through::text;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE TRIGGER funds_journal_in_open_period AFTER INSERT ON public.funds_journal
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.funds_refuse_closed_periods();

-- A closing waits for every posting under way, and never goes back behind an earlier one: what is closed stays closed.
CREATE FUNCTION public.funds_close_forward() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    through date;
BEGIN
    PERFORM pg_advisory_xact_lock(7201002, NEW.court_id);
    SELECT max(c.closed_through) INTO through FROM public.funds_closing c WHERE c.court_id = NEW.court_id;
    IF NEW.kind = 'day' AND NEW.closed_through <= through THEN
        RAISE EXCEPTION '% is closed through %', NEW.closed_through, through USING ERRCODE = 'ZX004', DETAIL = through::text;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER funds_closing_forward BEFORE INSERT ON public.funds_closing
    FOR EACH ROW EXECUTE FUNCTION public.funds_close_forward();
