-- The outbox: written in the transaction of the change it tells of, sent after it.
--   queued -> sending -> handing -> delivered
-- "handing" is committed before the first byte of the message leaves us: a program that dies there
-- cannot know whether the server kept it, so the mail is parked, never sent a second time by itself.
-- refused: the mail server will never take it. dropped: of no use any more, or for somebody who left.
create table mails (
    id           uuid primary key default gen_random_uuid(),
    person_id    uuid references people (id),
    to_address   text not null,
    kind         text not null constraint mails_kind_shape check (kind ~ '^[a-z_]+$'),
    -- The same news for the same person is queued once, however often the job that tells it runs.
    key          text constraint mails_once unique,
    subject      text not null constraint mails_subject_one_line check (subject !~ '[\r\n]' and char_length(subject) <= 300),
    body_text    text not null,
    body_html    text not null,
    -- Not sent after this moment: a reminder is of no use once the session has begun.
    useless_at   timestamptz,
    state        text not null default 'queued' constraint mails_state_known
                 check (state in ('queued', 'sending', 'handing', 'delivered', 'parked', 'refused', 'dropped')),
    attempts     integer not null default 0,
    -- By the product's clock; leases run by the database's.
    run_at       timestamptz not null,
    lease_until  timestamptz,
    leased_by    uuid,
    last_error   text,
    queued_at    timestamptz not null,
    settled_at   timestamptz,
    constraint mails_leased_while_sending check ((state in ('sending', 'handing')) = (lease_until is not null and leased_by is not null)),
    constraint mails_settled_at_end check ((state in ('delivered', 'parked', 'refused', 'dropped')) = (settled_at is not null))
);
create index mails_due on mails (run_at) where state = 'queued';
create index mails_in_hand on mails (lease_until) where state in ('sending', 'handing');
create index mails_newest on mails (queued_at desc, id desc);

-- One row a session, person, kind and starting time: a moved session arms its reminder again.
create table reminders (
    event_id   uuid not null references events (id),
    person_id  uuid not null references people (id),
    kind       text not null constraint reminders_kind_known check (kind in ('day_before')),
    starts_at  timestamptz not null,
    queued_at  timestamptz not null,
    primary key (event_id, person_id, kind, starts_at)
);
