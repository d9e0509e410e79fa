-- The person one may like to meet is looked for once a day and kept. The start page went through all who share a topic at
-- each view, and showed the same person all day.
create table people_to_meet (
    person_id uuid primary key references people (id),
    -- The person's day; a row of another day says nothing.
    looked_on date not null,
    other_id  uuid not null references people (id),
    topic     text not null,
    -- The other knows the topic and the person wants to learn it; else the other way round.
    knows     boolean not null,
    constraint people_to_meet_another check (person_id <> other_id)
);
create index people_to_meet_by_other on people_to_meet (other_id);

-- What either of the two says of their interests changes who should meet.
create function people_to_meet_forget() returns trigger language plpgsql as $$
declare
    about uuid := coalesce(new.person_id, old.person_id);
begin
    delete from people_to_meet where person_id = about or other_id = about;
    return null;
end
$$;
create trigger people_to_meet_forget after insert or update or delete on interests
    for each row execute function people_to_meet_forget();

-- The person kept for today, as long as they are still here, still elsewhere and still show the topic to this reader.
create function kept_person_to_meet(person uuid, own_team uuid, today date)
returns table (id uuid, name text, team text, department text, topic text, knows boolean)
language sql stable as $$
    select p.id, p.name, t.name, d.name, k.topic, k.knows
    from people_to_meet k
    join people p on p.id = k.other_id and p.deactivated_at is null and p.team_id is distinct from own_team
    left join teams t on t.id = p.team_id
    left join departments d on d.id = t.department_id
    where k.person_id = person
      and k.looked_on = today
      and exists (select 1 from interests_seen(person) i
                  where i.person_id = k.other_id
                    and i.kind = case when k.knows then 'knows' else 'wants' end
                    and lower(i.topic) = lower(k.topic))
$$;

-- Asked for by person on every start page.
create index organiser_asks_of_person on organiser_asks (person_id) where ended_at is null;
