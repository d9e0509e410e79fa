-- People on a meeting tool's list of whom nobody could say yet who they are, or whether they were there. Kept with the
-- session until its list is complete or it is cancelled, so that hosts can settle them later; never longer.
create table attendance_unsettled (
    id        uuid primary key default gen_random_uuid(),
    event_id  uuid not null references events (id),
    name      text not null constraint attendance_unsettled_name_length check (char_length(name) between 1 and 120),
    email     text constraint attendance_unsettled_email_length check (char_length(email) <= 254),
    minutes   integer constraint attendance_unsettled_minutes_not_negative check (minutes >= 0),
    -- "The list says: No"
    reason    text not null constraint attendance_unsettled_reason_length check (char_length(reason) <= 200),
    listed_at timestamptz not null
);
-- The same list imported twice leaves each row once.
create unique index attendance_unsettled_once on attendance_unsettled (event_id, lower(name), coalesce(lower(email), ''));

create function forget_unsettled() returns trigger language plpgsql as $$
begin
    delete from attendance_unsettled where event_id = new.id;
    return null;
end
$$;
create trigger unsettled_until_complete after update of list_completed_at, state on events
    for each row
    when (new.list_completed_at is not null and old.list_completed_at is null
          or new.state = 'cancelled' and old.state <> 'cancelled')
    execute function forget_unsettled();
