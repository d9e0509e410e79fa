-- The code at the door of a session. The code itself is kept nowhere: it is made from the organisation's secret, the
-- session and this number, so that a stolen backup opens no door. No row means that it was never renewed.
create table doors (
    event_id   uuid primary key references events (id),
    renewals   integer not null default 0 constraint doors_renewals_not_negative check (renewals >= 0),
    renewed_by uuid not null references people (id),
    renewed_at timestamptz not null
);
