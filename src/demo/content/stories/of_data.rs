use super::{Counted, DemoStory, session_story};
use crate::demo::content::communities::DATA;
use crate::learning::stories::{AuthorDisplay, Barrier, Benefit, StoryVisibility};

pub const STORIES: [DemoStory; 14] = [
    session_story("Paul Heaney", DATA, ("A map instead of forty rows", 20), "The corner nobody looked at", "Mei Lin put our leaks on a street map. Same numbers as my table of forty rows, which I have sent round every week for four years.")
        .took("People were polite about the table.")
        .did("I send the map now. The table is underneath, for anyone who asks.")
        .changed_team("The crew on the night shift drew on it, which no one had ever done with the spreadsheet.")
        .about(Barrier::Opportunity, &[Benefit::BridgeKnowledge, Benefit::ScaleApproaches])
        .quote("The crew on the night shift drew on it, which no one had ever done with the spreadsheet", "cirp")
        .shown(StoryVisibility::Public, AuthorDisplay::Name)
        .thanked(14, 3),
    session_story("Stephen Cole", DATA, ("Three colours too many", 35), "Eleven colours", "I brought the monthly report and asked for no mercy. I got none.")
        .did("Two colours, and every title a sentence.")
        .changed_me("The directors’ meeting finished early, for the first time since I have been keeping time.")
        .benefits(&[Benefit::GrowCapability])
        .counted(Counted { hours: [0.3, 0.5, 0.8], uses_per_year: 12, people: 9, attribution: 70, confidence: 60, verified_by: Some("Joana Reis") })
        .quote("The directors’ meeting finished early, for the first time since I have been keeping time", "ir")
        .thanked(10, 1),
    session_story("Agnes Mutua", DATA, ("Drawing with pens", 4), "I saw Thursday", "No computers, thick pens, real numbers. I drew a week of dosing as a wave, because I was bored of bars.")
        .took("Thursday dips. It has always dipped, and no chart of ours starts on a Monday.")
        .benefits(&[Benefit::GrowCapability])
        .thanked(5, 0),
    session_story("Samir Khoury", DATA, ("What a decimal place costs", 28), "A decimal place", "I talked about what a decimal place costs us in the laboratory: about a day. I was asked who reads it.")
        .did("I asked. Nobody reads it.")
        .changed_team("We report to one decimal place unless someone needs two. It gives us back most of a day each month, which in a small team is a good deal.")
        .about(Barrier::Motivation, &[Benefit::ScaleApproaches])
        .shown(StoryVisibility::Organisation, AuthorDisplay::Role)
        .quote("I was asked who reads it", "c")
        .thanked(9, 1),
    session_story("Priya Menon", DATA, ("The night shift’s whiteboard", 3), "Our whiteboard is a dashboard", "I brought a photograph of the night shift’s whiteboard, slightly ashamed of it.")
        .changed_me("Eleven people asked me to explain every line. I had thought that ours was the old way. It turns out that we had been designing for years.")
        .about(Barrier::Motivation, &[Benefit::SupportPeople])
        .quote("It turns out that we had been designing for years", "ci")
        .thanked(13, 0),
    session_story("Ana Ferreira", DATA, ("Where the readings come from", 6), "Where the number comes from", "We walked with one number from the probe to my screen. I had drawn that number on a dashboard for three years.")
        .took("The probe sits in the sun in the afternoon. Every summer peak I ever explained was a warm piece of metal.")
        .did("I wrote “afternoon sun” next to the line, and asked for a shade.")
        .about(Barrier::Opportunity, &[Benefit::BridgeKnowledge])
        .quote("Every summer peak I ever explained was a warm piece of metal", "cirp")
        .thanked(15, 1),
    session_story("Rania Haddad", DATA, ("Numbers people asked you for", 2), "Half of them", "We counted the numbers that people ask us for. Half were never used for anything.")
        .benefits(&[Benefit::EnableCollaboration])
        .thanked(3, 0),
    session_story("Nora Byrne", DATA, ("Numbers people asked you for", 21), "What will you do with it?", "Someone said that they are asked for twenty numbers a week, and I realised that I ask for four of them.")
        .took("I ask because it feels safe to have them.")
        .did("I now write, beside each request, what I will do when it is high and what when it is low. If I cannot, I do not ask.")
        .benefits(&[Benefit::EnableCollaboration, Benefit::SupportPeople])
        .quote("I ask because it feels safe to have them", "ci")
        .thanked(8, 2),
    session_story("Ben Okafor", DATA, ("A page for the crew", 12), "No legend in the van", "We built a page for the crew with people who had never sat in a van.")
        .took("If it needs a legend, it does not go in the van.")
        .did("Mei Lin and I cut it down until Jack could read it through the window.")
        .benefits(&[Benefit::BridgeKnowledge])
        .counted(Counted { hours: [0.1, 0.2, 0.3], uses_per_year: 100, people: 4, attribution: 50, confidence: 60, verified_by: Some("Chidi Nwosu") })
        .quote("If it needs a legend, it does not go in the van", "cir")
        .thanked(11, 0),
    session_story("Josef Brandt", DATA, ("Forecasts and their honesty", 19), "Four weeks in five", "I brought a forecast with one line in it. Helen asked me how sure I was, and I said four weeks in five. She asked where that was on the chart.")
        .took("I had been hiding what I do not know, and calling it a clean design.")
        .did("A band rather than a line, and the words.")
        .changed_team("The planners stopped ringing me when it is one week in five. They had thought it was a promise.")
        .about(Barrier::Trust, &[Benefit::GrowCapability])
        .counted(Counted { hours: [30.0, 60.0, 90.0], uses_per_year: 12, people: 6, attribution: 70, confidence: 60, verified_by: Some("Helen Marlow") })
        .quote("They had thought it was a promise", "cir")
        .thanked(9, 0),
    session_story("Amara Diallo", DATA, ("Burst mains, bad axes", 2), "It became dots", "My chart started at ninety. I defended that for ten minutes and then heard myself.")
        .did("It became dots, on a scale from nought.")
        .benefits(&[Benefit::GrowCapability])
        .thanked(4, 1),
    session_story("Elif Kaya", DATA, ("Complaints as weather", 16), "Rain over Harbour Street", "Tim and I showed a week of calls as a weather map. We did it for fun.")
        .did("It rained over Harbour Street every Sunday. I rang the yard and asked whether that was silly.")
        .changed_team("It was not silly. Iain’s crew found a leak that showed only when the school was closed. We look at the weather every Monday now, with someone from the crews on the line.")
        .now("A complaint used to be something to close. Now it is a reading.")
        .about(Barrier::Opportunity, &[Benefit::BridgeKnowledge, Benefit::EnableCollaboration])
        .counted(Counted { hours: [2.0, 4.0, 8.0], uses_per_year: 12, people: 4, attribution: 50, confidence: 50, verified_by: None })
        .quote("A complaint used to be something to close", "cirp")
        .thanked(15, 3),
    session_story("Chidi Nwosu", DATA, ("The dashboard nobody opens", 8), "Switched off on Friday, with thanks", "Rania showed a dashboard of hers that nobody opens. She had kept it alive for three years out of politeness.")
        .changed_me("I went home and looked at my own. I have switched off five of twelve, and I told the people who had asked for them why. Two wrote back to say thank you; one had left the company.")
        .about(Barrier::Motivation, &[Benefit::SupportPeople])
        .counted(Counted { hours: [0.3, 0.5, 1.0], uses_per_year: 12, people: 5, attribution: 90, confidence: 80, verified_by: Some("Grace Tan") })
        .quote("She had kept it alive for three years out of politeness", "c")
        .thanked(7, 0),
    session_story("Paul Heaney", DATA, ("Energy, hour by hour", 3), "Six minutes", "I played the pumps of one night as music. Everyone heard it: two of them come in together on the hour.")
        .took("I have looked at that chart for years. I needed to hear it, with people in the room who do not know what it ought to look like.")
        .benefits(&[Benefit::BridgeKnowledge])
        .thanked(6, 0),
];
