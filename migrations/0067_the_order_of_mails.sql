-- The order in which mails were queued: of two with one time, what was said first leaves first.
alter table mails add column number bigint generated always as identity constraint mails_number unique;
