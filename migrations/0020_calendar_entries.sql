-- Under which name a person's calendar holds a session, for as long as it does. A session keeps it there even when it
-- moves on to another day of its series or, with the rest of it, to a new series: an entry with another name would
-- stand beside the old one, which nobody could take away any more.
create table calendar_entries (
    event_id   uuid not null references events (id),
    person_id  uuid not null references people (id),
    uid        text not null,
    -- The date of the series it stands for there, on the wall clock of this zone; neither for a session of its own.
    instead_of timestamp,
    zone       text,
    -- Added to the session's sequence: what was said of it as a part of its series.
    raised     integer not null default 0,
    -- Last told with its whole series, not by a mail of its own.
    by_series  boolean not null default false,
    primary key (event_id, person_id),
    constraint calendar_entries_date_with_zone check ((instead_of is null) = (zone is null))
);
