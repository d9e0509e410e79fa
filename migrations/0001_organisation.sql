-- One deployment serves one organisation: exactly one row.
create table organisation (
    id            boolean primary key default true constraint organisation_is_one check (id),
    name          text not null default 'Guildhall' constraint organisation_name_length check (char_length(name) between 1 and 80),
    zone          text not null default 'Etc/UTC',
    -- Who may make an account by themselves. Closed until set-up is done, whatever this says.
    sign_up       text not null default 'open' constraint organisation_sign_up_known check (sign_up in ('open', 'closed')),
    -- Signs links in mails. Made by the first program to start, shared by every copy.
    link_secret   bytea not null constraint organisation_secret_long_enough check (octet_length(link_secret) >= 32),
    -- The one-time link that makes the first administrator, as a hash; renewed at each start until used.
    setup_hash    bytea,
    set_up_at     timestamptz,
    demo          boolean not null default false,
    created_at    timestamptz not null default now()
);

-- Thresholds are constants in the code; a row here is an administrator's override of one.
create table threshold_overrides (
    name   text primary key,
    value  double precision not null,
    set_by uuid,
    set_at timestamptz not null
);
