//! Forms as a browser sends them.

use super::{Browser, Page};

/// Fields, encoded for a form or a query.
pub fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn encode(text: &str) -> String {
    let encoded = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    encoded.collect()
}

/// `usual` with some fields replaced; fields it does not have are added, and a field named twice in `other` is sent twice.
fn replaced(usual: &[(&str, &str)], other: &[(&str, &str)]) -> String {
    let kept = usual.iter().filter(|(name, _)| other.iter().all(|(replaced, _)| replaced != name));
    form(&kept.chain(other).copied().collect::<Vec<_>>())
}

/// The form that founds or changes a community.
pub fn community(name: &str, other: &[(&str, &str)]) -> String {
    let usual = [
        ("name", name),
        ("cadence", "14"),
        ("admission", "open"),
        ("visibility", "listed"),
        ("zone", "Etc/UTC"),
    ];
    replaced(&usual, other)
}

/// The form that schedules or changes a session: on Thursday at two, unless said otherwise.
pub fn session(title: &str, other: &[(&str, &str)]) -> String {
    let usual = [
        ("title", title),
        ("kind", "lean_coffee"),
        ("day", "2026-11-26"),
        ("time", "14:00"),
        ("minutes", "50"),
        ("zone", "Etc/UTC"),
        ("format", "in_person"),
        ("then", "publish"),
    ];
    replaced(&usual, other)
}

/// Where the answer to a session goes.
pub fn rsvp(session: &str) -> String {
    format!("{session}/rsvp")
}

impl Browser {
    /// Founds a community; its path.
    pub async fn found(&self, name: &str, other: &[(&str, &str)]) -> String {
        let page = self.post("/communities", &community(name, other)).await;
        assert_eq!(page.status(), 200, "{name} is founded: {:?}", page.all(".problem"));
        page.path().to_owned()
    }

    /// Schedules a session of the community at `path` and hosts it; the session's path.
    pub async fn schedule(&self, path: &str, title: &str, other: &[(&str, &str)]) -> String {
        let host = self.id.to_string();
        let hosted: Vec<_> = [("hosts", host.as_str())].into_iter().chain(other.iter().copied()).collect();
        let page = self.post(&format!("{path}/events"), &session(title, &hosted)).await;
        assert_eq!(page.status(), 200, "{title} is scheduled: {:?}", page.all(".problem"));
        page.path().to_owned()
    }

    /// Saves their profile with these fields; they stay in their team.
    pub async fn says(&self, fields: &[(&str, &str)]) {
        let own = self.get("/me").await.attributes("select[name='team'] option[selected]", "value");
        let team = own.first().map(String::as_str).unwrap_or_default();
        let mut all = vec![("name", self.name.as_str()), ("zone", "Etc/UTC"), ("team", team)];
        all.extend(fields);
        let page = self.post("/me", &form(&all)).await;
        assert_eq!(page.said(), "Your profile is saved.", "{:?}", page.all(".problem"));
    }

    /// Joins the community at `path`.
    pub async fn join(&self, path: &str) {
        let page = self.post(&format!("{path}/membership"), "").await;
        assert_eq!(page.status(), 200, "{} joins", self.name);
    }

    /// Answers yes; the words on the place this person gets.
    pub async fn go(&self, session: &str) -> String {
        self.post(&rsvp(session), "answer=going").await.text(".place")
    }

    /// Answers no.
    pub async fn decline(&self, session: &str) -> Page {
        self.post(&rsvp(session), "answer=not_going").await
    }
}

/// What a story may say of its worth.
pub const NUMBERS: [(&str, &str); 7] = [
    ("hours_low", "0.5"),
    ("hours_likely", "1"),
    ("hours_high", "2"),
    ("uses_per_year", "40"),
    ("people", "10"),
    ("attribution", "50"),
    ("confidence", "80"),
];
