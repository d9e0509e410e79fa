with new as (
    insert into mails
        (person_id, to_address, kind, key, subject, body_text, body_html, useless_at, community_id, thread,
         stop_url, calendar, calendar_method, calendar_of, id, about_id, queued_at, run_at)
    select letter.*, $17, $17
    from unnest(
        $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
        $9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::uuid[], $15::uuid[], $16::uuid[]
    ) as letter
    on conflict on constraint mails_once do nothing
    returning id
)
select count(*) as "new!", max(pg_notify('mails', '')::text) as told
from new
