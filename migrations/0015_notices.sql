-- What a person is told by mail: at once, in the weekly digest, or not at all. No row: as usual for the kind, which the
-- program knows. What is transactional (a seat, a change, a cancellation, a password) has no kind here.
create table notice_choices (
    person_id uuid not null references people (id),
    kind      text not null constraint notice_choices_kind_shape check (kind ~ '^[a-z_]+$'),
    way       text not null constraint notice_choices_way_known check (way in ('at_once', 'digest', 'off')),
    chosen_at timestamptz not null,
    primary key (person_id, kind)
);
-- Differently for one community.
create table notice_overrides (
    person_id    uuid not null references people (id),
    community_id uuid not null references communities (id),
    kind         text not null constraint notice_overrides_kind_shape check (kind ~ '^[a-z_]+$'),
    way          text not null constraint notice_overrides_way_known check (way in ('at_once', 'digest', 'off')),
    chosen_at    timestamptz not null,
    primary key (person_id, community_id, kind)
);

-- News that goes out at once goes out once: a row a thing.
create table news (
    kind     text not null constraint news_kind_known check (kind in ('new_session', 'story')),
    thing_id uuid not null,
    told_at  timestamptz not null,
    primary key (kind, thing_id)
);

-- One a person and week, whether it had anything to say or not. What happened up to told_to is told; the next one
-- begins there, so that nothing is told twice and nothing is passed over.
create table digests (
    person_id uuid not null references people (id),
    week_on   date not null,
    told_to   timestamptz not null,
    made_at   timestamptz not null,
    primary key (person_id, week_on)
);

-- What organisers write to everybody in their community.
create table announcements (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    subject      text not null constraint announcements_subject_length check (char_length(subject) between 2 and 120),
    body         text not null constraint announcements_body_length check (char_length(body) between 1 and 10000),
    written_by   uuid not null references people (id),
    written_at   timestamptz not null,
    -- Until it is sent it can be changed and taken back.
    send_at      timestamptz not null,
    sent_at      timestamptz,
    cancelled_at timestamptz,
    -- To how many mailboxes it went at once, and in how many digests it will stand.
    mailed       integer not null default 0 constraint announcements_mailed_range check (mailed >= 0),
    in_digests   integer not null default 0 constraint announcements_in_digests_range check (in_digests >= 0),
    constraint announcements_one_end check (sent_at is null or cancelled_at is null)
);
create index announcements_of_community on announcements (community_id, send_at desc, id);
create index announcements_due on announcements (send_at) where sent_at is null and cancelled_at is null;

-- For List-Id, for the conversation a mail belongs to ("session-" and its id), and for List-Unsubscribe.
alter table mails
    add column community_id uuid references communities (id),
    add column thread text constraint mails_thread_shape check (thread ~ '^[a-z0-9-]{1,80}$'),
    add column stop_url text;
create index mails_in_trouble on mails (queued_at desc, id desc) where state in ('parked', 'refused');

-- The day before was the only kind; now each is called as its mail is.
alter table reminders drop constraint reminders_kind_known;
update reminders set kind = 'reminder' where kind = 'day_before';
alter table reminders add constraint reminders_kind_known
    check (kind in ('will_you_come', 'host_brief', 'reminder', 'soon', 'take_attendance', 'day_after'));
