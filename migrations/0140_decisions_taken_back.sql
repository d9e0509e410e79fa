-- Organisers who take a decision back take back what it said of the stage.
alter table phase_words
    drop constraint phase_words_known,
    add constraint phase_words_known check (said in (
        'pin', 'unpin', 'declare', 'confirm', 'renewing', 'refocused', 'smaller', 'split', 'merged', 'withdrawn'));

-- Was the community in transformation already when this was decided? If so, it is again once it is undone; if not, the
-- review began with it and ends with it.
alter table transformations add column found_in_transformation boolean not null default false;
