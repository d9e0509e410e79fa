-- The dictionary of metrics is worked out with the report, and is made of more than that was.
create trigger reports_coffee_matches after insert or update of void_at on coffee_matches
    for each statement execute function note_report_change();
create trigger reports_coffee_partners after insert or update of outcome, left_at on coffee_partners
    for each statement execute function note_report_change();
create trigger reports_pulses after update of closed_at on pulses
    for each statement execute function note_report_change();

-- Kept reports know nothing of it: they are worked out again when they are asked for.
delete from reports;
