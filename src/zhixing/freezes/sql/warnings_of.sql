-- Who was warned when about measures and the ends they lapsed on.
SELECT wanted.id, round.step, round.given_at, coalesce(person.display_name, '')
FROM unnest(%(ids)s::uuid[], %(courts)s::integer[], %(ends)s::date[]) AS wanted (id, court_id, ends_on)
JOIN freezes_reminderround round
    ON round.court_id = wanted.court_id AND round.expires_on = wanted.ends_on AND wanted.id = ANY (round.measures)
LEFT JOIN identity_user person ON person.id = round.officers[array_position(round.measures, wanted.id)]
ORDER BY wanted.id, round.given_at
