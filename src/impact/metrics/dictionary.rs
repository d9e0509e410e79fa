//! Every metric, once.

use super::measure::{self, Measured};
use super::told::MetricMeasure;
use crate::impact::suppression::Precision;
use crate::platform::states::states;

states! {
    /// Which metric, as an address names it.
    pub enum MetricId {
        People = "people",
        Reach = "reach",
        Returned = "returned",
        NewcomersBack = "newcomers-back",
        Trust = "trust",
        Belonging = "belonging",
        TeamsReached = "teams-reached",
        AcrossTeams = "across-teams",
        Mixing = "mixing",
        Coffees = "coffees",
        NewPairs = "new-pairs",
        Hours = "hours",
        FirstHosts = "first-hosts",
        Kinds = "kinds",
        Tried = "tried",
        StoriesApplied = "stories-applied",
        StoriesOfTeams = "stories-of-teams",
        Outputs = "outputs",
        Reuses = "reuses",
        ReusingTeams = "reusing-teams",
        Sessions = "sessions",
        HoursSpent = "hours-spent",
        TurnedUp = "turned-up",
        Concentration = "concentration",
        TopShare = "top-share",
    }
}

states! {
    /// The five benefits after the talk, and what they rest on.
    pub enum MetricBenefit {
        SupportPeople = "Support people",
        BridgeKnowledge = "Shared knowledge between teams",
        GrowCapability = "Learned a skill",
        EnableCollaboration = "Enable collaboration",
        ScaleApproaches = "Reused something that works",
        Effort = "Reach and effort",
    }
}

/// Who reads it. Beside the lists of who signed up some would tell a leader who came, and some speak of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricReaders {
    LeadersAndOrganisers,
    Organisers,
}

/// What a metric is made of, which its reader may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricSource {
    Sessions,
    Stories,
    /// "We used this too", which each story says itself.
    Reuses,
    Pulses,
    Coffees,
    /// What people gave to a community: that it is one or another’s is not told here.
    Contributions,
}

/// By what a metric is told apart, beside the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakdown {
    /// It counts sessions, stories or results, which are no secret: leaders read it community by community.
    Communities,
    /// It counts people: organisers read it department by department in their own community.
    Departments,
    Nothing,
}

/// One metric of the dictionary.
pub struct Metric {
    pub id: MetricId,
    /// As it follows its value: “85% of newcomers came back”.
    pub name: &'static str,
    /// As it stands by itself, where that is not its name with a capital.
    pub alone: &'static str,
    pub benefit: MetricBenefit,
    /// What it counts.
    pub definition: &'static str,
    /// What else holds where numbers are rounded.
    pub rounded: &'static str,
    pub readers: MetricReaders,
    pub source: MetricSource,
    pub breakdown: Breakdown,
    /// Does its course over some periods say something? Small exact numbers jump.
    pub has_course: bool,
    pub measure: fn(&Measured) -> MetricMeasure,
}

impl Metric {
    pub fn is_read(&self, precision: Precision) -> bool {
        self.readers == MetricReaders::LeadersAndOrganisers || precision == Precision::Exact
    }

    pub fn definition(&self, precision: Precision) -> String {
        match precision {
            Precision::Rounded if !self.rounded.is_empty() => format!("{} {}", self.definition, self.rounded),
            _ => self.definition.to_owned(),
        }
    }
}

pub fn metric(id: MetricId) -> &'static Metric {
    DICTIONARY.iter().find(|metric| metric.id == id).unwrap_or(&DICTIONARY[0])
}

const USUAL: Metric = Metric {
    id: MetricId::People,
    name: "",
    alone: "",
    benefit: MetricBenefit::Effort,
    definition: "",
    rounded: "",
    readers: MetricReaders::LeadersAndOrganisers,
    source: MetricSource::Sessions,
    breakdown: Breakdown::Nothing,
    has_course: false,
    measure: measure::people,
};

pub static DICTIONARY: [Metric; MetricId::ALL.len()] = [
    Metric {
        id: MetricId::Returned,
        name: "returned",
        alone: "People who returned",
        benefit: MetricBenefit::SupportPeople,
        definition: "Person by person and community by community: of those for whom two sessions or more followed \
                     their first in this period, the share who came again. Only sessions whose list was marked \
                     complete count.",
        breakdown: Breakdown::Departments,
        has_course: true,
        measure: measure::returned,
        ..USUAL
    },
    Metric {
        id: MetricId::NewcomersBack,
        name: "of newcomers came back",
        alone: "Newcomers who came back",
        benefit: MetricBenefit::SupportPeople,
        definition: "Of the people recorded at a community’s session for the first time ever, the share who came to \
                     one of its next two sessions. People with no later session yet are left out.",
        breakdown: Breakdown::Departments,
        has_course: true,
        measure: measure::newcomers_back,
        ..USUAL
    },
    Metric {
        id: MetricId::Trust,
        name: "favourable answers on trust",
        benefit: MetricBenefit::SupportPeople,
        definition: "Answers of 4 or 5 of 5 to the three sentences on trust, of all answers to them, in the last \
                     pulse that closed in this period. Its n is that of the sentence with the fewest answers.",
        rounded: "Shown from ten answers on.",
        source: MetricSource::Pulses,
        measure: measure::trust,
        ..USUAL
    },
    Metric {
        id: MetricId::Belonging,
        name: "feel they belong",
        alone: "People who feel they belong",
        benefit: MetricBenefit::SupportPeople,
        definition: "Answers of 4 or 5 of 5 to “I feel I belong here as much as others do”, in the last pulse that \
                     closed in this period.",
        rounded: "Shown from ten answers on.",
        source: MetricSource::Pulses,
        measure: measure::belonging,
        ..USUAL
    },
    Metric {
        id: MetricId::TeamsReached,
        name: "teams reached",
        benefit: MetricBenefit::BridgeKnowledge,
        definition: "Open teams of five people or more from which someone came, of all such teams.",
        rounded: "A team counts from five people on who came, and not where just five or six of it had signed up: it could \
                  be told who came.",
        measure: measure::teams_reached,
        ..USUAL
    },
    Metric {
        id: MetricId::AcrossTeams,
        name: "of contacts were across teams",
        alone: "Contacts across teams",
        benefit: MetricBenefit::BridgeKnowledge,
        definition: "Each person counts as one contact per session, shared among everyone there. Help that someone \
                     gave thanks for counts as a session of two. Each counts half after 90 days, and sessions of more \
                     than 40 people are left out. The share is that between people of different teams. What chance \
                     would give is worked out from those who met. Being in one room is an opportunity to meet, not \
                     proof of talking.",
        rounded: "A coffee that someone said took place counts as a session of two as well.",
        has_course: true,
        measure: measure::across_teams,
        ..USUAL
    },
    Metric {
        id: MetricId::Mixing,
        name: "of the mix that chance would give",
        alone: "The mix of teams, against chance",
        benefit: MetricBenefit::BridgeKnowledge,
        definition: "The share of contacts across teams, divided by the share that would be if everyone who came had \
                     mixed at random. Below 70% people stay mostly within teams; from 80% on it is a good mix.",
        rounded: "Worked out from both shares as they are shown.",
        has_course: true,
        measure: measure::mixing,
        ..USUAL
    },
    Metric {
        id: MetricId::Coffees,
        name: "coffees across teams took place",
        alone: "Coffees across teams",
        benefit: MetricBenefit::BridgeKnowledge,
        definition: "Coffee matches of this period between people of different teams of which someone said that they \
                     met, to the nearest five. Who met is shown to nobody; fewer than five people are not counted out.",
        source: MetricSource::Coffees,
        measure: measure::coffees,
        ..USUAL
    },
    Metric {
        id: MetricId::NewPairs,
        name: "new pairs across teams",
        benefit: MetricBenefit::BridgeKnowledge,
        definition: "Pairs of people from different teams who met over coffee for the first time. Pairs who met at a \
                     session are not counted: no list of who met whom is kept.",
        source: MetricSource::Coffees,
        measure: measure::new_pairs,
        ..USUAL
    },
    Metric {
        id: MetricId::Hours,
        name: "hours of learning together",
        benefit: MetricBenefit::GrowCapability,
        definition: "The planned length of each session times the people recorded at it, summed in minutes; of each \
                     day, eight hours at most.",
        rounded: "Shown from ten sessions on.",
        breakdown: Breakdown::Departments,
        has_course: true,
        measure: measure::hours,
        ..USUAL
    },
    Metric {
        id: MetricId::FirstHosts,
        name: "people hosted for the first time",
        alone: "First-time hosts",
        benefit: MetricBenefit::GrowCapability,
        definition: "People whose first session as a host, of those that someone came to, was in this period.",
        measure: measure::first_hosts,
        ..USUAL
    },
    Metric {
        id: MetricId::Kinds,
        name: "kinds of session",
        benefit: MetricBenefit::GrowCapability,
        definition: "Different kinds of session held, of those the catalogue offers.",
        breakdown: Breakdown::Communities,
        measure: measure::kinds,
        ..USUAL
    },
    Metric {
        id: MetricId::Tried,
        name: "say they tried something",
        alone: "People who tried something",
        benefit: MetricBenefit::GrowCapability,
        definition: "People who ticked “tried something”, of all who ticked anything, in the last pulse that closed in \
                     this period.",
        rounded: "Shown from ten answers on.",
        source: MetricSource::Pulses,
        measure: measure::tried,
        ..USUAL
    },
    Metric {
        id: MetricId::StoriesApplied,
        name: "stories of something tried or changed",
        benefit: MetricBenefit::EnableCollaboration,
        definition: "Stories published in this period that reached “what I did” or “what changed”.",
        source: MetricSource::Stories,
        breakdown: Breakdown::Communities,
        measure: measure::stories_applied,
        ..USUAL
    },
    Metric {
        id: MetricId::StoriesOfTeams,
        name: "stories that speak of two teams or more",
        benefit: MetricBenefit::EnableCollaboration,
        definition: "Stories published in this period in which teams are named as they are written here; the team of \
                     the author is one of them.",
        source: MetricSource::Stories,
        breakdown: Breakdown::Communities,
        measure: measure::stories_of_teams,
        ..USUAL
    },
    Metric {
        id: MetricId::Outputs,
        name: "working-group sessions with a written result",
        benefit: MetricBenefit::EnableCollaboration,
        definition: "Sessions of the kind “working group” for which a recap was posted.",
        breakdown: Breakdown::Communities,
        measure: measure::outputs,
        ..USUAL
    },
    Metric {
        id: MetricId::Reuses,
        name: "times people said “we used this too”",
        alone: "Uses by others",
        benefit: MetricBenefit::ScaleApproaches,
        definition: "How often people said so in this period about someone else’s story. Reuse counts only where the \
                     person who reused it says so.",
        rounded: "Per story it is not shown: that would speak of fewer than five people.",
        source: MetricSource::Reuses,
        measure: measure::reuses,
        ..USUAL
    },
    Metric {
        id: MetricId::ReusingTeams,
        name: "teams that reused a story",
        benefit: MetricBenefit::ScaleApproaches,
        definition: "Teams of five people or more from which someone said “we used this too”.",
        rounded: "A team counts from five people on who said so: fewer could be told apart.",
        source: MetricSource::Reuses,
        measure: measure::reusing_teams,
        ..USUAL
    },
    Metric {
        id: MetricId::People,
        name: "people came to a session",
        alone: "People who came to a session",
        definition: "Different people who were recorded at one session or more. Sessions without a list add no one.",
        breakdown: Breakdown::Departments,
        has_course: true,
        ..USUAL
    },
    Metric {
        id: MetricId::Reach,
        name: "of the people it is for came",
        alone: "Who came, of the people it is for",
        definition: "Different people who were recorded at one session or more, of all who are in the departments and \
                     teams that organisers chose on the page “Reach”, as they are today. People from elsewhere are left \
                     out of both.",
        readers: MetricReaders::Organisers,
        measure: measure::reach,
        ..USUAL
    },
    Metric {
        id: MetricId::Sessions,
        name: "sessions held",
        definition: "Sessions that are over, were not cancelled, and had three people or more recorded.",
        breakdown: Breakdown::Communities,
        measure: measure::sessions,
        ..USUAL
    },
    Metric {
        id: MetricId::HoursSpent,
        name: "hours spent",
        definition: "The length of each session (of each day, eight hours at most) times the people recorded at it, \
                     and the hosts’ preparation (two hours a session unless they said otherwise).",
        rounded: "With half an hour, or what the assumptions say, for each person at a coffee. Shown from ten sessions \
                  on.",
        has_course: true,
        measure: measure::hours_spent,
        ..USUAL
    },
    Metric {
        id: MetricId::TurnedUp,
        name: "came, for every hundred who said yes",
        alone: "Who came, of those who said yes",
        definition: "People recorded at sessions whose list was marked complete, for every hundred who had said that \
                     they were going. People who come without an answer can take it above 100.",
        readers: MetricReaders::Organisers,
        measure: measure::turned_up,
        has_course: true,
        ..USUAL
    },
    Metric {
        id: MetricId::Concentration,
        name: "concentration of contributions",
        definition: "The Gini coefficient of what everyone who came or contributed gave: a session hosted counts three, a \
                     story told by name two, a topic idea one. 0% would mean that all gave the same, 100% that one \
                     person gave everything. A few always give most, so look at where it goes: there is no target. \
                     Stories told without a name are left out.",
        readers: MetricReaders::Organisers,
        source: MetricSource::Contributions,
        measure: measure::concentration,
        has_course: true,
        ..USUAL
    },
    Metric {
        id: MetricId::TopShare,
        name: "of contributions came from one person",
        alone: "Contributions by one person",
        definition: "The part of all contributions that the person gave who gave most, counted in the same way. Who it is \
                     is not told. Where it rises, ask someone to share the work; there is no target.",
        readers: MetricReaders::Organisers,
        source: MetricSource::Contributions,
        measure: measure::top_share,
        has_course: true,
        ..USUAL
    },
];
