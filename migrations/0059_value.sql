-- What has to be assumed to say what communities cost and save. Every version is kept, and the newest is in use; money is
-- told only where it names a range with its source and date.
create table value_versions (
    id             uuid primary key default gen_random_uuid(),
    number         integer not null constraint value_versions_number_counts check (number >= 1),
    -- What an hour costs, in hundredths of the currency.
    cost_low       integer,
    cost_high      integer,
    currency       text not null default '',
    source         text not null default '',
    source_on      date,
    coffee_minutes integer not null constraint value_versions_coffee_length check (coffee_minutes between 0 and 240),
    -- What else the organisation assumes, a line each.
    others         text not null default '' constraint value_versions_others_length check (char_length(others) <= 1000),
    made_by        uuid not null references people (id),
    made_at        timestamptz not null,
    constraint value_versions_numbered_once unique (number),
    constraint value_versions_cost_with_its_source check (
        case when cost_low is null
             then cost_high is null and currency = '' and source = '' and source_on is null
             else cost_high is not null and source_on is not null and currency ~ '^[A-Z]{3}$'
                  and char_length(source) between 2 and 200 end),
    constraint value_versions_cost_in_order check (cost_low > 0 and cost_low <= cost_high)
);
create index value_versions_by_maker on value_versions (made_by);

create function value_versions_stay() returns trigger language plpgsql as $$
begin
    raise exception 'versions of assumptions are append-only'
        using errcode = 'check_violation', constraint = 'value_versions_append_only', table = 'value_versions';
end $$;
create trigger value_versions_stay before update or delete on value_versions
    for each row execute function value_versions_stay();

-- Reports say which version they used.
create trigger reports_value after insert on value_versions
    for each statement execute function note_report_change();
