-- What a mail tells of: a session, a series, an announcement, a story, a suggestion. Until now that was looked for in its
-- key, which says no more from now on than that two pieces of news are the same.
alter table mails add column about_id uuid;
update mails
set about_id = coalesce(substring(thread from '^(?:session|series|announcement)-([0-9a-f-]{36})$'),
                        substring(key from '^(?:host|nudge|news:session|news:story):([0-9a-f-]{36})'))::uuid;
create index mails_about on mails (about_id, person_id) where about_id is not null;

-- The mail that a claim belongs to. Not a foreign key: mails are forgotten by themselves.
alter table reminders add column mail_id uuid;
update reminders r
set mail_id = m.id
from mails m
where m.about_id = r.event_id
  and m.person_id = r.person_id
  and m.kind = r.kind
  and m.queued_at = r.queued_at;
