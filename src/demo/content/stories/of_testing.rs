use super::{Counted, DemoStory, session_story};
use crate::demo::content::communities::TESTING;
use crate::learning::stories::{AuthorDisplay, Barrier, Benefit, StoryOrigin, StoryVisibility};

pub const STORIES: [DemoStory; 13] = [
    session_story("Daniel Kovacs", TESTING, ("How a valve is signed off", 3), "A signature for software", "Dara showed how a valve goes back into service. Two people sign, and either may say no. I had never thought of a release as something someone stands beside.")
        .took("The second signature is not control. It is company.")
        .about(Barrier::Trust, &[Benefit::BridgeKnowledge])
        .quote("The second signature is not control", "c")
        .thanked(6, 0),
    session_story("Kofi Mensah", TESTING, ("The test that only fails on Mondays", 25), "Why it was always Monday", "I brought a check that had failed every Monday for two years. I had learned to press the button again. Six people looked at it for half an hour, and Grace asked what else happens at six on a Monday.")
        .took("A check that fails now and then is telling me something. I was deleting its messages.")
        .did("I wrote down the time of each failure for three weeks before touching anything.")
        .changed_team("The export and the check no longer share a clock. Nobody in the control room has pressed that button since.")
        .about(Barrier::Opportunity, &[Benefit::EnableCollaboration, Benefit::ScaleApproaches])
        .counted(Counted { hours: [0.2, 0.3, 0.5], uses_per_year: 50, people: 6, attribution: 80, confidence: 80, verified_by: Some("Fiona Grant") })
        .quote("I was deleting its messages", "cir")
        .thanked(11, 3),
    session_story("Elif Kaya", TESTING, ("What the contact centre hears first", 30), "Four calls, played aloud", "I played four calls from a Monday morning. I was sure they would argue with me about what the customers meant. Instead they were quiet, and then someone asked to hear the third one again.")
        .changed_me("I am asked now what I hear, before and not after. It sounds small. I have worked here for nine years.")
        .about(Barrier::Trust, &[Benefit::SupportPeople, Benefit::BridgeKnowledge])
        .quote("I am asked now what I hear, before and not after", "cirp")
        .shown(StoryVisibility::Public, AuthorDisplay::Name)
        .thanked(14, 1),
    session_story("Leila Amrani", TESTING, ("Finding the edges", 5), "Eleven faults in one form", "In one hour six of us found eleven faults in the address form.")
        .did("I fixed the three that were ours, and walked over to billing with the other eight. They had the paper form on the wall. It had been wrong since before the merger.")
        .about(Barrier::Opportunity, &[Benefit::GrowCapability])
        .counted(Counted { hours: [0.5, 1.0, 2.0], uses_per_year: 12, people: 5, attribution: 80, confidence: 70, verified_by: None })
        .thanked(5, 0),
    session_story("Rosa Delgado", TESTING, ("Writing a test before the work", 2), "I wrote a test for a road", "I was told there would be no laptop, so I came. Jun and I wrote down how one would know that a road closure had worked.")
        .took("It is the same thing as what Jun does all day. I did not know that I could do it.")
        .benefits(&[Benefit::GrowCapability])
        .quote("I did not know that I could do it", "ci")
        .thanked(9, 0),
    session_story("Vikram Singh", TESTING, ("A dry run on the treatment works", 6), "Starting without water", "I showed how we start a plant dry, and thought nobody outside treatment would care. Leila asked me forty questions, all of them good.")
        .heard_in_a(StoryOrigin::Person)
        .benefits(&[Benefit::BridgeKnowledge])
        .thanked(4, 0),
    session_story("Leila Amrani", TESTING, ("A dry run on the treatment works", 40), "A release without customers", "After Vikram’s dry run I could not stop thinking about it.")
        .took("We only ever practised the parts that were easy to practise.")
        .did("We ran the whole of the next large release without opening it to anyone: every step, every phone call, everything but the last switch.")
        .changed_team("Two steps were in the wrong order, and one phone number belonged to a man who had retired. The real evening took forty minutes instead of three hours. We do it before every large release now.")
        .about(Barrier::Opportunity, &[Benefit::ScaleApproaches, Benefit::BridgeKnowledge])
        .counted(Counted { hours: [1.5, 2.0, 2.5], uses_per_year: 6, people: 9, attribution: 70, confidence: 80, verified_by: Some("Vikram Singh") })
        .quote("We only ever practised the parts that were easy to practise", "cir")
        .thanked(13, 2),
    session_story("Ben Okafor", TESTING, ("The ten-minute van test", 20), "Ten minutes in the van", "Jack and I tried the new job sheet on a real job, in the rain, for ten minutes.")
        .did("We found that the street list stops at two hundred streets. East side has two hundred and twelve.")
        .changed_team("A card with four things to try hangs in every van on the east side. When something new comes we try it, and someone in Digital services picks up the phone. That last part is what changed.")
        .about(Barrier::Motivation, &[Benefit::EnableCollaboration, Benefit::SupportPeople])
        .counted(Counted { hours: [0.2, 0.4, 0.6], uses_per_year: 50, people: 8, attribution: 60, confidence: 70, verified_by: Some("Leila Amrani") })
        .quote("When something new comes we try it, and someone in Digital services picks up the phone", "cirp")
        .shown(StoryVisibility::Public, AuthorDisplay::Name)
        .thanked(15, 4),
    session_story("Fiona Grant", TESTING, ("Alarms that cry wolf", 21), "Nineteen alarms", "I brought our fifty loudest alarms. We asked of each of them who does something when it rings.")
        .did("Nineteen of fifty had no answer. I set them to a daily list for two weeks, and told the shift.")
        .changed_team("Nobody missed one. The nights are quieter, and when it rings now people look up.")
        .benefits(&[Benefit::ScaleApproaches])
        .counted(Counted { hours: [0.05, 0.1, 0.1], uses_per_year: 365, people: 4, attribution: 60, confidence: 70, verified_by: Some("Ana Ferreira") })
        .quote("The nights are quieter, and when it rings now people look up", "ci")
        .thanked(10, 2),
    session_story("Dara Lindqvist", TESTING, ("Before the big releases", 2), "A question I was afraid to ask", "I asked what a branch is. I had been nodding for a year.")
        .took("Three others wrote it down when it was answered.")
        .about(Barrier::Trust, &[Benefit::SupportPeople])
        .shown(StoryVisibility::Organisation, AuthorDisplay::Anonymous)
        .quote("I had been nodding for a year", "ci")
        .thanked(12, 0),
    session_story("Grace Tan", TESTING, ("A release on one sheet of paper", 3), "Nineteen pages", "I brought the release plan to the clinic: nineteen pages, of which I am the author. We crossed out what nobody reads.")
        .took("I had written it so that nobody could blame me.")
        .did("One page, with the five questions from the treatment works on it.")
        .about(Barrier::Trust, &[Benefit::GrowCapability])
        .shown(StoryVisibility::Community, AuthorDisplay::Name)
        .quote("I had written it so that nobody could blame me", "c")
        .thanked(7, 0),
    session_story("Elif Kaya", TESTING, ("I stopped it", 4), "The release I stopped", "I came to the circle because Ben asked me in the canteen. I do not write code. I listen to people who cannot pay their bill on a Sunday, and I wanted to know why it is always Sunday. Dara described how they sign off a valve: two people, five questions, no pride.")
        .took("That stopping is a decision someone is allowed to make, and that the someone can be me.")
        .did("I wrote the five questions on a card and took them to our release call. On the fourth, nobody had an answer.")
        .changed_me("I stopped the release on my own, for the first time, and nobody asked me to explain twice.")
        .changed_team("We waited two days. The fault that three test runs had missed would have sent a second bill to four thousand people. We ask the five questions every time now.")
        .now("I used to count a week as good when nothing was delayed. Now it is good when someone could have stopped it.")
        .about(Barrier::Trust, &[Benefit::SupportPeople, Benefit::BridgeKnowledge])
        .counted(Counted { hours: [20.0, 40.0, 60.0], uses_per_year: 2, people: 5, attribution: 60, confidence: 60, verified_by: Some("Grace Tan") })
        .quote("I stopped the release on my own, for the first time, and nobody asked me to explain twice", "cirp")
        .shown(StoryVisibility::Public, AuthorDisplay::Name)
        .thanked(15, 2),
    session_story("Iain Murray", TESTING, ("How a hospital checks its lifts", 3), "Lifts, pumps and nerves", "A man from the hospital told us that they take one lift out of service each week, on purpose, in working hours. My hands were wet just listening.")
        .took("If you never take it away on a Tuesday morning, it goes on a Saturday night.")
        .benefits(&[Benefit::GrowCapability])
        .quote("If you never take it away on a Tuesday morning, it goes on a Saturday night", "cir")
        .thanked(8, 0),
];
