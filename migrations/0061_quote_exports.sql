-- What left the site with an author's sentence in it and cannot be called back: once a day for each kind and person. An
-- author is told of these by kind and day, never by whom. Figures alone are nobody's words, and are not noted.
create table quote_exports (
    testimonial_id uuid not null references testimonials (id),
    kind           text not null constraint quote_exports_kind_known check (kind in ('json', 'quote_card', 'monthly_email')),
    exported_on    date not null,
    -- None: the program sent it.
    exported_by    uuid references people (id),
    constraint quote_exports_by_someone check ((exported_by is null) = (kind = 'monthly_email'))
);
create unique index quote_exports_once_a_day
    on quote_exports (testimonial_id, kind, exported_on, coalesce(exported_by, '00000000-0000-0000-0000-000000000000'));
