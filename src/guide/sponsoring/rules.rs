//! Which concrete thing is suggested to a sponsor this month, and how it is told.

use time::Date;

use super::SponsorActKind;
use crate::platform::web::when;

/// What is known of a community when a thing is suggested to its sponsor.
#[derive(Clone, Copy, Debug)]
pub struct SponsorSigns {
    /// The first day of this month.
    pub month_on: Date,
    /// Organisers ask for something.
    pub asked: bool,
    /// A session is planned that the sponsor could come to.
    pub session_to_come: bool,
    /// What the sponsor did last.
    pub last: Option<SponsorActKind>,
}

/// What is suggested this month. An open request comes first, since somebody waits; otherwise it takes turns from month
/// to month, and never suggests what was done last.
pub fn suggested(signs: SponsorSigns) -> SponsorActKind {
    if signs.asked && signs.last != Some(SponsorActKind::Answer) {
        return SponsorActKind::Answer;
    }
    let possible = SponsorActKind::ALL.into_iter().filter(|kind| match kind {
        SponsorActKind::Answer | SponsorActKind::Other => false,
        SponsorActKind::Visit => signs.session_to_come,
        _ => true,
    });
    let turns: Vec<SponsorActKind> = possible.filter(|kind| signs.last != Some(*kind)).collect();
    let months = signs.month_on.year() * 12 + i32::from(u8::from(signs.month_on.month()));
    let turn = usize::try_from(months).unwrap_or_default() % turns.len().max(1);
    turns.get(turn).copied().unwrap_or(SponsorActKind::Mention)
}

/// "in November", or "in November 2025" where it was another year.
pub fn month_words(month_on: Date, today: Date) -> String {
    let shape = if month_on.year() == today.year() { "in %B" } else { "in %B %Y" };
    when::from_date(month_on).strftime(shape).to_string()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::{SponsorSigns, month_words, suggested};
    use crate::guide::sponsoring::SponsorActKind;

    const NOVEMBER: SponsorSigns =
        SponsorSigns { month_on: date!(2026 - 11 - 01), asked: false, session_to_come: true, last: None };

    #[test]
    fn it_takes_turns_from_month_to_month() {
        let of = |month_on| suggested(SponsorSigns { month_on, ..NOVEMBER });
        let year: Vec<_> =
            [date!(2026 - 11 - 01), date!(2026 - 12 - 01), date!(2027 - 01 - 01)].map(of).into();
        assert!(year[0] != year[1] && year[1] != year[2]);
        assert_eq!(suggested(NOVEMBER), suggested(NOVEMBER), "and is the same all month");
    }

    #[test]
    fn what_organisers_asked_for_comes_first_until_it_is_answered() {
        let asked = SponsorSigns { asked: true, ..NOVEMBER };
        assert_eq!(suggested(asked), SponsorActKind::Answer);
        let answered = SponsorSigns { last: Some(SponsorActKind::Answer), ..asked };
        assert_ne!(suggested(answered), SponsorActKind::Answer);
        assert_ne!(suggested(NOVEMBER), SponsorActKind::Answer);
    }

    #[test]
    fn neither_what_was_done_last_nor_a_visit_to_nothing_is_suggested() {
        for month in 1..=12_u8 {
            let month_on = date!(2026 - 01 - 01).replace_month(month.try_into().unwrap()).unwrap();
            for last in SponsorActKind::ALL {
                let signs = SponsorSigns { month_on, session_to_come: false, last: Some(last), asked: false };
                let kind = suggested(signs);
                assert!(kind != last && kind != SponsorActKind::Visit && kind != SponsorActKind::Other);
            }
        }
    }

    #[test]
    fn a_month_of_another_year_says_which() {
        let today = date!(2026 - 11 - 27);
        assert_eq!(month_words(date!(2026 - 11 - 01), today), "in November");
        assert_eq!(month_words(date!(2025 - 11 - 01), today), "in November 2025");
    }
}
