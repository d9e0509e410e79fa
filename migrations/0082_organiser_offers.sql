-- An administrator offers a community without an organiser to someone, who accepts or declines.
alter table organiser_asks
    add column offered_by uuid constraint organiser_asks_offered_by_someone references people (id),
    add column declined_at timestamptz,
    add constraint organiser_asks_declined_is_over check (declined_at is null or ended_at is not null);
