-- What a reader may see of what is looked for: of each kind the best first, and what is archived last.
--
-- $1 the reader  $2 $3 $4 the words, the longest first, the others may be empty; letters and digits only
-- $5 one kind, or empty for all  $6 $7 limit and offset, of each kind  $8 offers to be asked said after  $9 now
--
-- What begins with the first word is looked up first; what is only like it (a typo) when that leaves room, and from four
-- letters on: of three, one that is wrong leaves too little. The other words have to be there too, or something like them.
-- Each looks at some hundred candidates at most, so that no word is slow, however common; in what order a word finds more
-- than that says little anyway.
(with exact as materialized (
     select p.id, p.name, p.team_id
     from people p
     where $5 in ('', 'people')
       and p.deactivated_at is null and p.erased_at is null
       and (p.name ilike $2 || '%' or p.name ilike '% ' || $2 || '%')
       and ($3 = '' or word_similarity($3, p.name) >= 0.45) and ($4 = '' or word_similarity($4, p.name) >= 0.45)
     limit 500
 ), alike as (
     select p.id, p.name, p.team_id
     from (
         select p.id, p.name, p.team_id, word_similarity($2, p.name) as closeness
         from (
             select p.id, p.name, p.team_id
             from people p
             where $5 in ('', 'people')
               and char_length($2) >= 4
               and (select count(*) from exact) < $6::bigint + $7::bigint
               and p.deactivated_at is null and p.erased_at is null
               and $2 <% p.name
             limit 600
         ) p
         order by closeness desc, p.id
         limit 150
     ) p
     where p.id not in (select id from exact)
       and (p.closeness >= 0.45 or word_alike($2, p.name))
       and ($3 = '' or word_similarity($3, p.name) >= 0.45) and ($4 = '' or word_similarity($4, p.name) >= 0.45)
 ), found as (
     select *, 0 as tier from exact
     union all
     select *, 1 from alike
 )
 select 'people' as "kind!: SearchKind", f.id as "id!: ThingId", '' as "slug!", f.name as "title!",
        coalesce((select t.name from teams t where t.id = f.team_id), '') as "detail!",
        null::timestamptz as "at?", null::timestamptz as "ends_at?", null::text as "zone?", 0 as "people!", false as "archived!"
 from found f
 order by f.tier,
          word_similarity($2, f.name) + word_similarity($3, f.name) + word_similarity($4, f.name) desc,
          lower(f.name), f.id
 limit $6 offset $7)
union all
(select 'topics', '00000000-0000-0000-0000-000000000000'::uuid, '', c.topic, c.kind, null, null, null, c.people, false
 from common_topics c
 where $5 in ('', 'topics')
   and $2 <% c.topic
   and (strpos(' ' || c.folded, ' ' || $2) > 0
        or (char_length($2) >= 4 and word_alike($2, c.topic)))
   and ($3 = '' or word_similarity($3, c.topic) >= 0.45) and ($4 = '' or word_similarity($4, c.topic) >= 0.45)
 order by word_similarity($2, c.topic) + word_similarity($3, c.topic) + word_similarity($4, c.topic) desc,
          c.people desc, c.folded, c.kind
 limit $6 offset $7)
union all
(with exact as materialized (
     select o.id, o.person_id, o.topic, o.said_at
     from help_offers_seen($1, $8) o
     where $5 in ('', 'offers')
       and o.person_id <> $1
       and (o.topic ilike $2 || '%' or o.topic ilike '% ' || $2 || '%')
       and ($3 = '' or word_similarity($3, o.topic) >= 0.45) and ($4 = '' or word_similarity($4, o.topic) >= 0.45)
     limit 200
 ), alike as (
     select o.id, o.person_id, o.topic, o.said_at
     from (
         select o.id, word_similarity($2, o.topic) as closeness
         from (
             select o.id, o.topic
             from help_offers o
             where $5 in ('', 'offers')
               and char_length($2) >= 4
               and (select count(*) from exact) < $6::bigint + $7::bigint
               and o.person_id <> $1
               and $2 <% o.topic
             limit 600
         ) o
         order by closeness desc, o.id
         limit 150
     ) best
     join help_offers_seen($1, $8) o on o.id = best.id
     where o.id not in (select id from exact)
       and (best.closeness >= 0.45 or word_alike($2, o.topic))
       and ($3 = '' or word_similarity($3, o.topic) >= 0.45) and ($4 = '' or word_similarity($4, o.topic) >= 0.45)
 ), found as (
     select *, 0 as tier from exact
     union all
     select *, 1 from alike
 )
 select 'offers', f.person_id, '', f.topic, (select p.name from people p where p.id = f.person_id), f.said_at, null, null, 0,
        false
 from found f
 order by f.tier,
          word_similarity($2, f.topic) + word_similarity($3, f.topic) + word_similarity($4, f.topic) desc,
          f.said_at desc, f.id
 limit $6 offset $7)
union all
(select 'communities', c.id, c.slug, c.name, c.practice, null, null, null, 0, c.archived_at is not null
 from communities_seen($1) c
 where $5 in ('', 'communities')
   and $2 <% c.words
   and (strpos(' ' || lower(c.words), ' ' || $2) > 0
        or (char_length($2) >= 4 and word_alike($2, c.words)))
   and ($3 = '' or word_similarity($3, c.words) >= 0.45) and ($4 = '' or word_similarity($4, c.words) >= 0.45)
 order by c.archived_at is not null,
          word_similarity($2, c.name) + word_similarity($3, c.name) + word_similarity($4, c.name) desc,
          lower(c.name), c.id
 limit $6 offset $7)
union all
-- What is to come is little, and read in the order in which it comes, the cheapest test first.
(with ahead as materialized (
     select e.id, e.title, e.community_id, e.starts_at, e.ends_at, e.zone
     from events e
     where $5 in ('', 'sessions')
       and e.state = 'published' and e.starts_at > $9
       and e.community_id in (select id from communities_seen($1))
       and case when strpos(' ' || lower(e.title), ' ' || $2) > 0
                then ($3 = '' or word_similarity($3, e.title) >= 0.45) and ($4 = '' or word_similarity($4, e.title) >= 0.45)
                else false end
     order by e.starts_at
     limit 300
 ), past as materialized (
     select e.id, e.title, e.community_id, e.starts_at, e.ends_at, e.zone
     from events e
     where $5 in ('', 'sessions')
       -- What is to come stands first: where it fills what is asked for, the past is not read.
       and (select count(*) from ahead) < $6::bigint + $7::bigint
       and e.state = 'published' and e.starts_at <= $9
       and e.community_id in (select id from communities_seen($1))
       and (e.title ilike $2 || '%' or e.title ilike '% ' || $2 || '%')
       and ($3 = '' or word_similarity($3, e.title) >= 0.45) and ($4 = '' or word_similarity($4, e.title) >= 0.45)
     limit 300
 ), alike as (
     select e.id, e.title, e.community_id, e.starts_at, e.ends_at, e.zone
     from (
         select e.id, e.title, e.community_id, e.starts_at, e.ends_at, e.zone,
                word_similarity($2, e.title) as closeness
         from (
             select e.id, e.title, e.community_id, e.starts_at, e.ends_at, e.zone
             from events e
             where $5 in ('', 'sessions')
               and char_length($2) >= 4
               and (select count(*) from ahead) + (select count(*) from past) < $6::bigint + $7::bigint
               and e.state = 'published'
               and $2 <% e.title
             limit 600
         ) e
         order by closeness desc, e.id
         limit 150
     ) e
     where e.community_id in (select id from communities_seen($1))
       and e.id not in (select id from ahead union all select id from past)
       and (e.closeness >= 0.45 or word_alike($2, e.title))
       and ($3 = '' or word_similarity($3, e.title) >= 0.45) and ($4 = '' or word_similarity($4, e.title) >= 0.45)
 ), found as (
     select *, 0 as tier from ahead
     union all
     select *, 0 from past
     union all
     select *, 1 from alike
 )
 select 'sessions', f.id, '', f.title, c.name, f.starts_at, f.ends_at, f.zone, 0, c.archived_at is not null
 from found f
 join communities c on c.id = f.community_id
 order by c.archived_at is not null, f.tier, f.starts_at <= $9, abs(extract(epoch from f.starts_at - $9)), f.id
 limit $6 offset $7)
union all
(with titled as materialized (
     select s.id, s.title, s.community_id, s.published_at
     from stories_seen($1) s
     where $5 in ('', 'stories')
       and (s.title ilike $2 || '%' or s.title ilike '% ' || $2 || '%')
       and ($3 = '' or word_similarity($3, s.title) >= 0.45) and ($4 = '' or word_similarity($4, s.title) >= 0.45)
     limit 200
 ), alike as materialized (
     select s.id, s.title, s.community_id, s.published_at
     from (
         select s.id, word_similarity($2, s.title) as closeness
         from (
             select s.id, s.title
             from stories s
             where $5 in ('', 'stories')
               and char_length($2) >= 4
               and (select count(*) from titled) < $6::bigint + $7::bigint
               and s.published_at is not null and s.withdrawn_at is null
               and $2 <% s.title
             limit 600
         ) s
         order by closeness desc, s.id
         limit 150
     ) best
     join stories_seen($1) s on s.id = best.id
     where s.id not in (select id from titled)
       and (best.closeness >= 0.45 or word_alike($2, s.title))
       and ($3 = '' or word_similarity($3, s.title) >= 0.45) and ($4 = '' or word_similarity($4, s.title) >= 0.45)
 ), told as (
     select s.id, s.title, s.community_id, s.published_at
     from stories_seen($1) s
     where $5 in ('', 'stories')
       and char_length($2) >= 3
       and (select count(*) from titled) + (select count(*) from alike) < $6::bigint + $7::bigint
       and (s.happened || ' ' || s.took_away || ' ' || s.did) ilike '%' || $2 || '%'
       and ($3 = '' or (s.happened || ' ' || s.took_away || ' ' || s.did) ilike '%' || $3 || '%')
       and ($4 = '' or (s.happened || ' ' || s.took_away || ' ' || s.did) ilike '%' || $4 || '%')
       and s.id not in (select id from titled union all select id from alike)
     limit 200
 ), found as (
     select *, 0 as tier from titled
     union all
     select *, 1 from alike
     union all
     select *, 2 from told
 )
 select 'stories', f.id, '', f.title, c.name, f.published_at, null, null, 0, c.archived_at is not null
 from found f
 join communities c on c.id = f.community_id
 order by c.archived_at is not null, f.tier,
          word_similarity($2, f.title) + word_similarity($3, f.title) + word_similarity($4, f.title) desc,
          f.published_at desc, f.id
 limit $6 offset $7)
