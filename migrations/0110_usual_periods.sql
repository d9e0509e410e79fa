-- Whether the quarter so far has too few sessions yet to be what leaders read first. It is counted with the reports, soon
-- after sessions changed, so that a page that nobody asked a period of counts none.
create table usual_periods (
    -- The days of the quarter so far.
    from_on  date not null,
    until_on date not null,
    is_thin  boolean not null,
    -- The moment it speaks of.
    as_of    timestamptz not null,
    constraint usual_periods_once primary key (from_on, until_on)
);

-- Organisers read how evenly people contribute, topic ideas among it.
create trigger reports_topics after insert or update or delete on topics
    for each statement execute function note_report_change();

-- Reports tell more now, and of lines between teams less: each is worked out when it is next asked for. Snapshots stay as
-- they were shared.
delete from reports;
