-- The dictionary of metrics is worked out with the report, and is made of more than that was: pulses once they closed.
create trigger reports_pulses after update of closed_at on pulses
    for each row execute function note_report_change();

-- Kept reports know nothing of it: they are worked out again when they are asked for.
delete from reports;
