//! What the people of a department say of its pledge: the answers to "my manager or team makes room for it", which a
//! pulse asks without names.

use std::collections::HashMap;

use crate::platform::ids::DepartmentId;

/// What the page says beside a department that no pulse has asked yet.
pub const NOT_ASKED: &str = "No pulse has asked yet.";

/// In a sentence, for each department that may be shown: the item’s own rules on how few are too few hold.
pub fn room_made() -> HashMap<DepartmentId, String> {
    HashMap::new()
}
