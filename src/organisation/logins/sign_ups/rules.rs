//! Whose addresses may sign up.

use crate::organisation::people::WorkEmail;
use crate::platform::web::Problems;

const MOST_DOMAINS: usize = 50;

/// May this address sign up? With no domain named, every address may; a domain stands for itself alone, not for those
/// below it, which others may hold.
pub fn is_allowed(email: &WorkEmail, domains: &[String]) -> bool {
    domains.is_empty() || domains.iter().any(|domain| domain == email.domain())
}

/// Domains as an administrator types them: between commas, blanks or lines, with or without an @ before them.
pub fn domains(typed: &str, problems: &mut Problems) -> Vec<String> {
    let mut domains: Vec<String> = Vec::new();
    for typed in typed.split([',', ';', ' ', '\n', '\r', '\t']).filter(|typed| !typed.is_empty()) {
        let bare = typed.trim_start_matches('@');
        match WorkEmail::read(&format!("someone@{bare}")).filter(|email| email.domain().contains('.')) {
            Some(email) if !domains.iter().any(|known| known == email.domain()) => {
                domains.push(email.domain().to_owned());
            }
            Some(_) => {}
            None => problems.add("domains", format!("“{typed}” is not a domain. For example, example.org")),
        }
    }
    if domains.len() > MOST_DOMAINS {
        problems.add("domains", format!("Enter at most {MOST_DOMAINS} domains."));
    }
    domains
}

/// "example.org", "example.org or example.com".
pub fn in_words(domains: &[String]) -> String {
    match domains {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{domains, in_words, is_allowed};
    use crate::organisation::people::WorkEmail;
    use crate::platform::web::Problems;

    fn allowed(email: &str, domains: &[&str]) -> bool {
        let domains: Vec<String> = domains.iter().map(|&domain| domain.to_owned()).collect();
        is_allowed(&WorkEmail::read(email).unwrap(), &domains)
    }

    #[test]
    fn with_no_domain_named_everyone_may_and_with_some_only_theirs() {
        assert!(allowed("ana@example.org", &[]));
        assert!(allowed("Ana@Example.ORG", &["example.com", "example.org"]));
        for other in
            ["ana@example.com", "ana@sub.example.org", "ana@notexample.org", "ana@example.org.evil.test"]
        {
            assert!(!allowed(other, &["example.org"]), "{other}");
        }
    }

    #[test]
    fn domains_are_read_however_they_are_typed() {
        let mut problems = Problems::default();
        assert_eq!(
            domains("@Example.org, example.com\nexample.org", &mut problems),
            ["example.org", "example.com"]
        );
        assert!(problems.is_empty());
        domains("nonsense", &mut problems);
        assert!(problems.of("domains").contains("nonsense"));
    }

    #[test]
    fn domains_are_listed_as_people_say_them() {
        let listed: Vec<String> = ["a.org", "b.org", "c.org"].map(str::to_owned).into();
        assert_eq!(in_words(&listed), "a.org, b.org or c.org");
        assert_eq!(in_words(&listed[..1]), "a.org");
    }
}
