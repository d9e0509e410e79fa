/// A browser and system as a person would name them, from what the browser says of itself.
pub fn device(agent: &str) -> String {
    let browser = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]
    .iter()
    .find(|(sign, _)| agent.contains(sign))
    .map_or("A browser", |(_, name)| name);
    let system = [
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "a Mac"),
        ("Linux", "Linux"),
    ]
    .iter()
    .find(|(sign, _)| agent.contains(sign))
    .map(|(_, name)| format!(" on {name}"));
    format!("{browser}{}", system.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn a_device_has_a_name_people_know() {
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0";
        assert_eq!(device(agent), "Edge on Windows");
        assert_eq!(device(""), "A browser");
    }
}
