-- A month after a story its author is asked what came of it; where the answer is "not yet", once more a month later.
create table story_follow_ups (
    story_id    uuid not null references stories (id),
    number      integer not null constraint story_follow_ups_twice_at_most check (number between 1 and 2),
    asked_at    timestamptz not null,
    answer      text constraint story_follow_ups_answer_known
                check (answer in ('tried', 'changed_me', 'changed_team', 'not_yet', 'nothing_more')),
    answered_at timestamptz,
    primary key (story_id, number),
    constraint story_follow_ups_answered_together check ((answer is null) = (answered_at is null))
);
