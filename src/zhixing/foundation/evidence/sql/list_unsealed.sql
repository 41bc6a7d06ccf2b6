-- Every new fact joins the work list of the seal, whoever writes it.
CREATE FUNCTION evidence_list_unsealed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO public.evidence_unsealed (fact_id) SELECT id FROM new_facts;
    RETURN NULL;
END
$$;
CREATE TRIGGER evidence_fact_list_unsealed AFTER INSERT ON evidence_fact
    REFERENCING NEW TABLE AS new_facts FOR EACH STATEMENT EXECUTE FUNCTION evidence_list_unsealed();
