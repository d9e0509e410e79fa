-- One word for one thing: an answer to a whole series, and the state of an entry in a person's calendar.
alter table standing_answers rename to series_answers;
alter index standing_answers_in_order rename to series_answers_in_order;
alter index standing_answers_by_person rename to series_answers_by_person;

alter table calendar_entries rename column standing to state;
alter table calendar_entries rename constraint calendar_entries_standing_known to calendar_entries_state_known;
alter table calendar_series rename column standing to state;
alter table calendar_series rename constraint calendar_series_standing_known to calendar_series_state_known;
