-- A form that makes something carries a token of its own. It is taken in the transaction that makes the thing, so that
-- a form sent twice, at once or later, makes one: the second press is led to what the first one made.
create table form_presses (
    person_id  uuid not null references people (id),
    token      text not null constraint form_presses_token_length check (char_length(token) = 36),
    pressed_at timestamptz not null,
    -- Where the thing is. Written before the transaction that took the token ends.
    path       text,
    primary key (person_id, token)
);
