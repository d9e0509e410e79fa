-- Contacts across teams come from coffees and from help, too: the stored reports follow these. By rows, since jobs run
-- such statements every minute and mostly change nothing.
create trigger reports_coffees after update of outcome, left_at on coffee_partners
    for each row execute function note_report_change();
create trigger reports_coffee_matches after update of void_at on coffee_matches
    for each row execute function note_report_change();
create trigger reports_thanks after insert or update of reach, hidden_at or delete on thanks
    for each row execute function note_report_change();
