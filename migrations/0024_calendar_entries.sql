-- What each person's calendar was last told of an entry: its sequence, and whether the entry stands there. Until now both
-- were read from the mails, where an odd turn meant that the entry was taken away.
alter table calendar_entries
    -- Added to the session's sequence; rises each time the entry is taken away or comes back.
    add column sequence integer not null default 0
        constraint calendar_entries_sequence_not_negative check (sequence >= 0),
    add column standing text not null default 'invited'
        constraint calendar_entries_standing_known check (standing in ('invited', 'cancelled')),
    -- The session's own mail that made it so; none where only its series told of it. Should that mail never leave, the
    -- entry is again what it was. Not a foreign key: entries outlive the mails, which are forgotten 90 days later.
    add column mail_id uuid;

-- The same for whole series.
create table calendar_series (
    series_id uuid not null references series (id),
    person_id uuid not null references people (id),
    sequence  integer not null constraint calendar_series_sequence_not_negative check (sequence >= 0),
    standing  text not null constraint calendar_series_standing_known check (standing in ('invited', 'cancelled')),
    primary key (series_id, person_id)
);

create temporary table told on commit drop as
    select distinct on (calendar_of, person_id)
           calendar_of as thing_id, person_id, calendar_turn as turn, id as mail_id
    from mails
    where calendar is not null
      and person_id is not null
      and state not in ('dropped', 'refused')
    order by calendar_of, person_id, calendar_turn desc, queued_at;

-- Names that nothing was ever sent under.
delete from calendar_entries e
where not by_series
  and not exists (select 1 from told t where t.thing_id = e.event_id and t.person_id = e.person_id);

-- A series brings back a date that a mail of its own had taken away.
update calendar_entries e
set sequence = case when by_series then t.turn + t.turn % 2 else t.turn end,
    standing = case when by_series or t.turn % 2 = 0 then 'invited' else 'cancelled' end,
    mail_id = t.mail_id
from told t
where t.thing_id = e.event_id
  and t.person_id = e.person_id;

-- Dates that went with their whole series: the next word gives them the name they have then.
insert into calendar_entries (event_id, person_id, uid, by_series, sequence, standing, mail_id)
select e.id, t.person_id, e.uid, true, t.turn + 1 - t.turn % 2, 'cancelled', t.mail_id
from told t
join events e on e.id = t.thing_id
on conflict do nothing;

insert into calendar_series (series_id, person_id, sequence, standing)
select s.id, t.person_id, t.turn, case t.turn % 2 when 0 then 'invited' else 'cancelled' end
from told t
join series s on s.id = t.thing_id;

alter table mails
    drop constraint mails_calendar_whole,
    drop constraint mails_calendar_turn_fits,
    drop column calendar_turn,
    drop column calendar_until,
    add constraint mails_calendar_whole check (num_nulls(calendar, calendar_method, calendar_of) in (0, 3));
