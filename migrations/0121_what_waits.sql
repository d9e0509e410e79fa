-- What the night's cleaning looks for, so that it does not read everything there is.
create index mails_settled on mails (settled_at) where settled_at is not null;
create index digests_by_time on digests (told_to);
create index reminders_by_start on reminders (starts_at);
-- Of the sessions of all years those whose recap is news.
create index events_by_recap on events (recap_posted_at) where recap_posted_at is not null;

-- In the order in which mail leaves: thousands of reminders are due at one moment, and ten at a time are taken of them.
drop index mails_due;
create index mails_due on mails (run_at, number) where state = 'queued';
