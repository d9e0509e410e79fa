-- When the password was last said with this login, for changes that ask for it again; where it is null, at the sign-in.
alter table logins add column confirmed_at timestamptz;
-- Reset links of one person are voided together, and idle logins end.
create index logins_by_use on logins (seen_at) where ended_at is null;
