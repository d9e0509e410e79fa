-- The address that someone wants, until they followed the link that was sent there.
create table address_changes (
    person_id  uuid constraint address_changes_pkey primary key references people (id),
    email      text not null
               constraint address_changes_email_shape check (email like '%_@_%' and char_length(email) <= 254),
    token_hash bytea not null,
    asked_at   timestamptz not null,
    expires_at timestamptz not null
);
