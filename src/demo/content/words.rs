//! Words that recur: what brings people, the running order of each kind of session, and where it is online.

pub const WHY: [&str; 14] = [
    "A colleague keeps talking about it.",
    "I do this every week, and alone.",
    "I would like to hear how other teams do it.",
    "",
    "I read a story from here, and wanted to meet who wrote it.",
    "We had the same trouble in our team last spring.",
    "",
    "Curious, mostly.",
    "I am new here, and someone said this is where you learn it.",
    "My manager suggested it, and I would like to make up my own mind.",
    "",
    "I came once and had a good hour.",
    "I know the other end of this.",
    "",
];

/// The middle of the agenda, by kind; every session opens and closes in the same way.
pub const RUNNING_ORDER: [(&str, &str); 17] = [
    (
        "lean_coffee",
        "- Five minutes: write topics on cards\n- Votes, then eight minutes for each topic; thumbs decide whether we go on",
    ),
    ("story_circle", "- Three stories of ten minutes, without questions\n- What did they have in common?"),
    (
        "show_and_tell",
        "- Show it as it is, not as it should be (20 minutes)\n- Questions, and what we would copy (20 minutes)",
    ),
    (
        "clinic_critique",
        "- The case, in five minutes\n- Ten minutes of questions only\n- Then ideas, while the owner of the case takes notes",
    ),
    ("troika", "- Groups of three\n- Ten minutes each: two to tell, six to listen, two to thank"),
    (
        "fishbowl",
        "- Four chairs in the middle, one of them free\n- Halfway through the outer circle changes places with the inner one",
    ),
    (
        "retro",
        "- Keep, change, stop: five minutes in silence\n- What we do about the one thing most of us wrote",
    ),
    (
        "book_club",
        "- One sentence each that stayed with us\n- What would we try here, and what would not work?",
    ),
    ("talk_internal", "- The talk (25 minutes)\n- Questions in pairs first, then to the speaker"),
    ("talk_external", "- Our guest (25 minutes)\n- Questions in pairs first, then to our guest"),
    ("workshop", "- A short example\n- Two rounds of work in pairs, with a look around in between"),
    (
        "learning_hour",
        "- Ten minutes: the idea\n- Thirty minutes: try it on something real\n- Ten minutes: what we noticed",
    ),
    (
        "field_trip",
        "- Meeting at the gate, boots and jackets\n- The round, with time to ask\n- Tea, and what surprised us",
    ),
    ("peer_mentoring", "- In pairs: what do you need from this hour?\n- Change roles after twenty minutes"),
    (
        "renewal_workshop",
        "- What did this community give us?\n- Renew, refocus, split, merge, pause or close: what speaks for each\n- What we decide today, and what we do not",
    ),
    ("working_group", "- Where we stand\n- One hour of work"),
    ("other", "- We find out together"),
];

pub const OPENING: &str = "- Who is here, and what brought you";
pub const CLOSING: &str = "- One thing each of us will try before we meet again";

pub const JOIN_URL: &str = "https://meet.northmere.example/";
pub const RECORDING_URL: &str = "https://video.northmere.example/";
