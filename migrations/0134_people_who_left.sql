-- Who left, and when: asked of all members of a community, few of them left.
create index people_deactivated on people (id) include (deactivated_at) where deactivated_at is not null;
