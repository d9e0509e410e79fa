-- Read as it was written: as text a report need not be put together again for each page.
alter table reports alter column content type json using content::json;
