-- What a mail carries for the reader's calendar: an invitation (REQUEST), or the end of one (CANCEL).
alter table mails
    add column calendar text,
    add column calendar_method text constraint mails_calendar_method_known check (calendar_method in ('REQUEST', 'CANCEL')),
    -- The session or the series it is about.
    add column calendar_of uuid,
    -- How often this person's entry was made and taken away: even while it stands, odd once it is gone. It is added to
    -- the sequence, so that whoever gives up a seat and comes back sends no news that a calendar thinks old.
    add column calendar_turn integer constraint mails_calendar_turn_not_negative check (calendar_turn >= 0),
    -- Kept until then at least: what a calendar holds has to be known for as long as it can be called off.
    add column calendar_until timestamptz,
    add constraint mails_calendar_whole
        check (num_nulls(calendar, calendar_method, calendar_of, calendar_turn, calendar_until) in (0, 5)),
    add constraint mails_calendar_turn_fits check ((calendar_method = 'CANCEL') = (calendar_turn % 2 = 1));
create index mails_calendar on mails (calendar_of, person_id) where calendar is not null;

-- The secret link of a person's feed: found by its hash, and since when there is one.
alter table people add column feed_made_at timestamptz;
create unique index people_by_feed on people (feed_hash) where feed_hash is not null;
