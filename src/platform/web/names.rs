//! How people are addressed.

/// "Bo", of "Bo Member": what mails greet by.
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::first_name;

    #[test]
    fn a_person_is_greeted_by_their_first_name() {
        assert_eq!(first_name("Bo Member"), "Bo");
        assert_eq!(first_name(" Elif  Nur Kaya"), "Elif");
        assert_eq!(first_name("Cher"), "Cher");
        assert_eq!(first_name(""), "");
    }
}
