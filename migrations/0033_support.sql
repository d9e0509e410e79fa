-- When organisers asked leaders for help, in the words of help_wanted.
alter table communities add column help_asked_at timestamptz;
-- What was asked before this was noted counts from now on.
update communities set help_asked_at = now() where help_wanted <> '';

-- Help that was asked for and came, with a word of thanks for the people who gave it.
create table help_given (
    community_id uuid not null references communities (id),
    wanted       text not null constraint help_given_wanted_length check (char_length(wanted) between 1 and 300),
    asked_at     timestamptz not null,
    thanks       text not null default '' constraint help_given_thanks_length check (char_length(thanks) <= 200),
    answered_at  timestamptz not null,
    primary key (community_id, answered_at)
);

-- Organisers said that there is no sponsor yet, which is not the same as having said nothing.
alter table communities add column lacks_sponsor boolean not null default false;
alter table communities add constraint communities_sponsor_or_none check (not (lacks_sponsor and sponsor_id is not null));
