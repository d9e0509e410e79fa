use super::{Counted, DemoStory, session_story};
use crate::demo::content::communities::{FACILITATORS, INCIDENTS, WORDS};
use crate::learning::stories::{AuthorDisplay, Barrier, Benefit, StoryOrigin, StoryVisibility};

pub const STORIES: [DemoStory; 13] = [
    session_story("Fiona Grant", INCIDENTS, ("The night of the Harbour Street burst", 20), "Four stories, one burst", "I told the Harbour Street night from the desk. Then Iain told it from the hole in the road. I had been angry with the van for an hour that night; he had been digging with his hands.")
        .took("I had a picture of that hour which had nobody in it.")
        .changed_me("I ring the van first now, and ask what they see.")
        .about(Barrier::Trust, &[Benefit::SupportPeople, Benefit::BridgeKnowledge])
        .quote("I had a picture of that hour which had nobody in it", "cirp")
        .shown(StoryVisibility::Public, AuthorDisplay::Name)
        .thanked(13, 0),
    session_story("Jill Barker", INCIDENTS, ("A review of a review", 30), "I wrote it again", "I brought a report of mine. It named three people and no conditions. Nobody said anything unkind, which was worse.")
        .did("I wrote it again. It took an afternoon and two phone calls.")
        .changed_team("The second one has been read by the people in it. We use it as the example for new shift leads.")
        .about(Barrier::Trust, &[Benefit::GrowCapability])
        .shown(StoryVisibility::Organisation, AuthorDisplay::Role)
        .quote("The second one has been read by the people in it", "ci")
        .thanked(9, 2),
    session_story("Ahmed Hassan", INCIDENTS, ("A timeline on the floor", 40), "One number", "After the timeline on the floor it was plain that treatment knew at two and the contact centre at seven.")
        .did("One number to ring, three shifts, on the back of every badge.")
        .changed_team("At the next leak the first call to the contact centre came after eleven minutes.")
        .about(Barrier::Opportunity, &[Benefit::EnableCollaboration])
        .quote("At the next leak the first call to the contact centre came after eleven minutes", "cir")
        .thanked(12, 1),
    session_story("Hamza Iqbal", INCIDENTS, ("Normal work, looked at closely", 3), "Nothing went wrong", "We watched a shift in which nothing went wrong, and wrote down what people did about it.")
        .took("Nineteen small repairs, and not one of them in a report. I had thought that good nights happen by themselves.")
        .benefits(&[Benefit::SupportPeople])
        .thanked(6, 0),
    session_story("Iain Murray", INCIDENTS, ("Reviews in half an hour", 22), "A review in the yard", "We took the four questions into the yard and did it standing up, with tea, in hi-vis.")
        .did("Twelve minutes. Gareth spoke, and Gareth does not speak.")
        .changed_team("We do it after every job that went long. The apprentices ask for it.")
        .about(Barrier::Trust, &[Benefit::ScaleApproaches, Benefit::SupportPeople])
        .counted(Counted { hours: [0.3, 0.5, 1.0], uses_per_year: 24, people: 8, attribution: 70, confidence: 60, verified_by: Some("Kofi Mensah") })
        .quote("Gareth spoke, and Gareth does not speak", "cir")
        .thanked(14, 3),
    session_story("Ahmed Hassan", INCIDENTS, ("How air traffic control hands over", 15), "Two silent minutes", "The guest from air traffic control said that nobody else speaks in the two minutes of a handover.")
        .did("We tried it at six o’clock. It felt like church for a week, and then it felt normal.")
        .benefits(&[Benefit::ScaleApproaches])
        .counted(Counted { hours: [0.1, 0.15, 0.2], uses_per_year: 250, people: 6, attribution: 60, confidence: 60, verified_by: Some("Elif Kaya") })
        .thanked(5, 1),
    session_story("Grace Tan", INCIDENTS, ("A year of looking", 2), "Good news with a question in it", "At the retro someone said what we had all noticed: people bring their cases to their own teams now.")
        .took("A thing can end because it worked. I had only ever seen the other kind.")
        .now("I used to want this circle to grow. I think now that it has done what it was for.")
        .benefits(&[Benefit::ScaleApproaches])
        .withdrawn_quote("A thing can end because it worked", "cir")
        .thanked(6, 0),
    session_story("Kofi Mensah", INCIDENTS, ("Handover at Alder Bank", 5), "What the log does not say", "I have been asked three times this year to read an old log aloud with someone.")
        .heard_in_a(StoryOrigin::Person)
        .benefits(&[Benefit::BridgeKnowledge])
        .shown(StoryVisibility::Community, AuthorDisplay::Name)
        .thanked(2, 0),
    session_story("Tom Whitfield", FACILITATORS, ("The first five minutes", 2), "Even I answered", "Nora asked a small question at the start: what did you have for breakfast. I do not talk in meetings. I said porridge.")
        .took("Once you have said one thing, the next is easier.")
        .about(Barrier::Trust, &[Benefit::SupportPeople])
        .quote("Once you have said one thing, the next is easier", "ci")
        .thanked(13, 0),
    session_story("Maria Costa", FACILITATORS, ("Questions that open", 4), "What would make this easier?", "We turned closed questions into open ones for an hour.")
        .did("I asked the last one on the wall at our Friday round. It took ten minutes longer than usual, and the new starter solved the sampling plan.")
        .benefits(&[Benefit::GrowCapability])
        .thanked(6, 1),
    session_story("Sarah Whelan", FACILITATORS, ("Questions that open", 9), "I ran it without slides", "I had never run a workshop without slides. Yemi sat beside me over coffee, and asked what I was afraid of.")
        .heard_in_a(StoryOrigin::Coffee)
        .benefits(&[Benefit::SupportPeople])
        .thanked(4, 0),
    session_story("Oliver Brand", WORDS, ("The first sentence", 6), "Forty-one words to nine", "I brought the first sentence of our reminder letter. It had forty-one words, three of which were “hereby”.")
        .took("I was writing to the auditor.")
        .did("Nine words. The auditor did not mind.")
        .benefits(&[Benefit::GrowCapability])
        .counted(Counted { hours: [0.05, 0.1, 0.2], uses_per_year: 200, people: 3, attribution: 80, confidence: 60, verified_by: Some("Katie Lowe") })
        .quote("I was writing to the auditor", "c")
        .thanked(8, 0),
    session_story("Deepa Nair", WORDS, ("The no-water text", 12), "The text at two in the morning", "We rewrote the no-water text: when, where, until when, and who to ring.")
        .did("We sent it at the next burst, at two in the morning.")
        .changed_team("Half as many people rang us as the time before. The night shift sent a cake.")
        .about(Barrier::Opportunity, &[Benefit::BridgeKnowledge])
        .quote("The night shift sent a cake", "cir")
        .thanked(12, 1),
];
