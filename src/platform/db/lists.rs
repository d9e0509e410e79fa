//! Lists and single things that a statement for a whole page takes as JSON.

use sqlx::types::Json;

/// A list as it is read; where it has no rows, there is nothing.
pub fn all<Row>(list: Option<Json<Vec<Row>>>) -> Vec<Row> {
    list.map_or_else(Vec::new, |Json(rows)| rows)
}

pub fn one<Row>(row: Option<Json<Row>>) -> Option<Row> {
    row.map(|Json(row)| row)
}
