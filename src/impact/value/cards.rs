//! What two other organisations report, for context. Their numbers are theirs: nothing here enters a figure of this
//! organisation. Facts and their grades are those of the sources named beside them.

/// A report from elsewhere, with where it is from and how far it carries.
pub struct ContextCard {
    pub title: &'static str,
    /// "Forecast", where nothing of it was measured.
    pub kind: &'static str,
    pub facts: &'static [&'static str],
    pub limits: &'static [&'static str],
    pub sources: &'static [ContextSource],
}

pub struct ContextSource {
    pub words: &'static str,
    pub address: &'static str,
}

pub const CARDS: [ContextCard; 2] = [
    ContextCard {
        title: "Xerox: technicians who wrote down tips for each other",
        kind: "Reported by the people who built it",
        facts: &[
            "Service technicians at Xerox shared repair tips in a database called Eureka. The people behind it put the \
             service cost saved over about a dozen years at more than 100 million dollars.",
            "A study in France found gains of about 5 to 10%.",
            "What moved people to write was their own name on each tip, and a check by colleagues they respected.",
        ],
        limits: &[
            "Two efforts are often told as one: two-way radios, tried in Denver in 1992, and the tip database. The \
             savings are the database’s.",
            "The account is by people who worked on it, and we could not read the French study in full.",
            "A talk on communities of practice also speaks of learning three times faster and calls a tenth shorter. \
             We could not open the paper it names, so that stays the talk’s word.",
        ],
        sources: &[
            ContextSource {
                words: "SRI: “Communal knowledge sharing: the Eureka story”",
                address: "https://www.sri.com/publication/fcd-publications/communal-knowledge-sharing-the-eureka-story/",
            },
            ContextSource {
                words: "Technology Review: “Field work in the tribal office”",
                address: "http://www.technologyreview.com/featuredstory/400180/field-work-in-the-tribal-office/page/5/",
            },
        ],
    },
    ContextCard {
        title: "A contact centre: teams that took their breaks together",
        kind: "A measurement and a forecast",
        facts: &[
            "At one contact centre, people of the same team took their breaks together. Handling a call then took over \
             20% less time in the weaker teams, and 8% less over all, at that one centre.",
            "Its manager expected 15 million dollars a year if all ten centres, with 25,000 people, did the same. That \
             was a forecast; we found no report of what came of it.",
            "Satisfaction rose too, in some places by more than 10%.",
        ],
        limits: &[
            "It is about breaks within one team, not about communities across teams.",
            "It is one centre, and what else changed there at the time is not told.",
            "We read it as quoted by others, not in the original article (Pentland, Harvard Business Review, April \
             2012).",
        ],
        sources: &[ContextSource {
            words: "Gigaom: “What we can learn from call centers”",
            address: "https://gigaom.com/2013/12/26/what-we-can-learn-from-call-centers/",
        }],
    },
];
