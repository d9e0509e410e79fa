-- Addresses that were invited to a community, as they were typed: whether someone here has one is nobody's to read.
create table invitations (
    community_id uuid not null references communities (id),
    email        text not null
                 constraint invitations_email_shape check (email like '%_@_%' and char_length(email) <= 254),
    invited_at   timestamptz not null,
    constraint invitations_pkey primary key (community_id, email)
);
insert into invitations (community_id, email, invited_at)
select m.community_id, lower(p.email), m.asked_at
from members m
join people p on p.id = m.person_id
where m.membership = 'invited' and m.left_at is null and m.joined_at is null
on conflict do nothing;
