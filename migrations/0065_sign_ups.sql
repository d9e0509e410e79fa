-- Accounts somebody asked for. They become people when the link in the mail is followed, or an administrator lets them in;
-- until then they are nobody: in no list, with no address taken.
create table sign_ups (
    id            uuid primary key default gen_random_uuid(),
    name          text not null constraint sign_ups_name_length check (char_length(name) between 1 and 80),
    email         text not null constraint sign_ups_email_length check (char_length(email) <= 254),
    password_hash text not null,
    team_id       uuid references teams (id),
    zone          text not null,
    -- Of the link in the mail, as a hash. Without a mail server there is none, and an administrator decides.
    token_hash    bytea constraint sign_ups_token_taken unique,
    created_at    timestamptz not null,
    expires_at    timestamptz not null
);
create index sign_ups_by_email on sign_ups (email);
create index sign_ups_by_expiry on sign_ups (expires_at);

-- Whose addresses may sign up, such as example.org; with none, all may. Administrators may add anyone.
alter table organisation
    add column mail_domains text[] not null default '{}'
        constraint organisation_few_mail_domains check (cardinality(mail_domains) <= 50);
