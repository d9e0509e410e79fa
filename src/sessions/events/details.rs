//! What a session looks like, apart from when it is, who hosts it and who comes. A plan, a session, a date of a series
//! and a series hold the same [`SessionDetails`], and read them as their own fields.

use super::kinds;
use super::states::SessionFormat;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionDetails {
    pub title: String,
    /// The key of a kind in [`kinds`].
    pub kind: String,
    pub zone: String,
    pub format: SessionFormat,
    pub place: String,
    /// Empty for anyone who may not see it.
    pub join_url: String,
    pub agenda: String,
    pub capacity: Option<i32>,
    /// Hours before the start from which a seat given up is offered to all who wait; 0 for never.
    pub offers_from_hours: i32,
}

impl SessionDetails {
    pub fn kind_name(&self) -> &str {
        kinds::name(&self.kind)
    }

    /// Do people go elsewhere after the change?
    pub fn is_elsewhere(&self, after: &Self) -> bool {
        self.place != after.place || self.format != after.format || self.join_url != after.join_url
    }

    /// With only those fields changed that an edit changed elsewhere, from `before` to `after`.
    #[must_use]
    pub fn with_the_changes(&self, before: &Self, after: &Self) -> Self {
        fn pick<T: Clone + PartialEq>(own: &T, before: &T, after: &T) -> T {
            if before == after { own.clone() } else { after.clone() }
        }
        Self {
            title: pick(&self.title, &before.title, &after.title),
            kind: pick(&self.kind, &before.kind, &after.kind),
            zone: pick(&self.zone, &before.zone, &after.zone),
            format: pick(&self.format, &before.format, &after.format),
            place: pick(&self.place, &before.place, &after.place),
            join_url: pick(&self.join_url, &before.join_url, &after.join_url),
            agenda: pick(&self.agenda, &before.agenda, &after.agenda),
            capacity: pick(&self.capacity, &before.capacity, &after.capacity),
            offers_from_hours: pick(
                &self.offers_from_hours,
                &before.offers_from_hours,
                &after.offers_from_hours,
            ),
        }
    }
}

/// The details among the columns of a row. Checked queries name their columns one by one, so this stands once for all.
macro_rules! details {
    ($row:ident) => {
        $crate::sessions::events::SessionDetails {
            title: $row.title,
            kind: $row.kind,
            zone: $row.zone,
            format: $row.format,
            place: $row.place,
            join_url: $row.join_url,
            agenda: $row.agenda,
            capacity: $row.capacity,
            offers_from_hours: $row.offers_from_hours,
        }
    };
}
pub(crate) use details;

/// Lets a type that holds [`SessionDetails`] be read as them: `event.title`.
macro_rules! has_details {
    ($($holder:ty),+) => {
        $(impl std::ops::Deref for $holder {
            type Target = $crate::sessions::events::SessionDetails;

            fn deref(&self) -> &Self::Target {
                &self.details
            }
        })+
    };
}
pub(crate) use has_details;
