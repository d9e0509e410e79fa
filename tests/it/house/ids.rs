//! Every column that holds an id is bound to the type of it in `sqlx.toml`, so that queries read the type.

use std::collections::BTreeSet;
use std::fs;

use crate::support::fresh;

/// Ids that no query ever reads.
const UNREAD: [&str; 4] = ["current_members.id", "members.id", "pauses.id", "pledges.id"];

/// `table.column`, of each column that `sqlx.toml` binds.
fn bound() -> BTreeSet<String> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/sqlx.toml")).expect("sqlx.toml");
    let mut table = None;
    let mut bound = BTreeSet::new();
    for line in text.lines() {
        if let Some(section) = line.strip_prefix('[') {
            table = section.strip_prefix("macros.table-overrides.").and_then(|name| name.strip_suffix(']'));
        } else if let (Some(table), Some((column, _))) = (table, line.split_once(" = ")) {
            bound.insert(format!("{table}.{column}"));
        }
    }
    bound
}

#[tokio::test]
async fn each_column_that_holds_an_id_is_bound_to_its_type() {
    let site = fresh().await;
    let columns: Vec<String> = sqlx::query_scalar(
        "select table_name || '.' || column_name
         from information_schema.columns
         where table_schema = 'public' and (data_type = 'uuid' or udt_name = '_uuid')",
    )
    .fetch_all(&site.app.db)
    .await
    .unwrap();
    let bound = bound();
    let forgotten: Vec<_> = columns
        .iter()
        .filter(|column| !bound.contains(*column) && !UNREAD.contains(&column.as_str()))
        .collect();
    assert!(forgotten.is_empty(), "sqlx.toml binds none of {forgotten:?}");
}
