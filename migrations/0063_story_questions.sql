-- What an organiser asks an author about the numbers of a story before confirming them. It is settled when the author
-- saves the story again, or when someone confirms the numbers.
create table story_questions (
    story_id   uuid not null references stories (id),
    asked_by   uuid not null references people (id),
    question   text not null constraint story_questions_length check (char_length(question) between 2 and 500),
    asked_at   timestamptz not null,
    settled_at timestamptz
);
create unique index story_questions_one_open on story_questions (story_id) where settled_at is null;
-- Numbers that nobody has confirmed yet.
create index stories_to_review on stories (community_id, published_at)
    where hours_low is not null and verified_at is null and published_at is not null and withdrawn_at is null;
