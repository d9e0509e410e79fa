//! What stands on a slide between its title and its source.

use super::ReportPicture;
use crate::impact::chart::ChartInterval;
use crate::impact::contacts::drawn::{Drawing, Shown};
use crate::impact::contacts::rings::{RingSet, Rings, contacts};
use crate::impact::figures::Figure;
use crate::impact::report::Report;
use crate::impact::strips::Strip;
use crate::platform::web::drawing::{near, real, shortened};
use crate::platform::web::slide::{Anchor, BOTTOM, Face, Ink, Lettering, MARGIN, Slide, TOP, WIDTH, fit};

/// What a report holds of a picture; nothing, where it holds none. Stages are no part of a report.
pub fn of_report(slide: &mut Slide, picture: ReportPicture, report: &Report, centre: &str) -> Option<()> {
    match picture {
        ReportPicture::Stay | ReportPicture::Reuse | ReportPicture::Learn | ReportPicture::Practice => {
            figure(slide, &report.leads.get(picture.lead()?)?.figure);
        }
        ReportPicture::Teams => {
            let set = &report.crossing.rings;
            rings(slide, set, set.picture(centre)?);
        }
        ReportPicture::People => {
            let people: Vec<_> = report.chart.slots.iter().map(SlideBar::of_people).collect();
            bars(slide, &people, Ink::Accent);
        }
        ReportPicture::Sessions => {
            let sessions: Vec<_> = report.chart.slots.iter().map(SlideBar::of_sessions).collect();
            bars(slide, &sessions, Ink::Soft);
        }
        ReportPicture::Stages => return None,
    }
    Some(())
}

/// One figure in large type, with its change, from how many, and what it counts.
fn figure(slide: &mut Slide, figure: &Figure) {
    let room = WIDTH - 2 * MARGIN;
    let value = if figure.is_share() { format!("{}%", figure.value) } else { figure.value.clone() };
    // A number fills the slide; words that stand for one do not have to.
    let sizes: &[i64] =
        if value.contains(|c: char| c.is_ascii_digit()) { &[210, 150, 96, 72] } else { &[130, 96, 72] };
    let size = fit(&value, Face::Serif, sizes, room, 1);
    let mut y = TOP + 20 + size * 4 / 5;
    slide.text([MARGIN, y], &value, Lettering::serif(size, Ink::Accent));
    y += 70;
    let name = if figure.is_share() || figure.unit.is_empty() {
        figure.name.clone()
    } else {
        format!("{} {}", figure.unit, figure.name)
    };
    y = slide.paragraph([MARGIN, y], room, &name, Lettering::serif(42, Ink::Text)) + 8;
    for line in [&figure.change, &figure.basis] {
        if !line.is_empty() {
            y = slide.paragraph([MARGIN, y], room, line, Lettering::sans(28, Ink::Text)) + 4;
        }
    }
    slide.paragraph([MARGIN, y + 14], room, &figure.definition, Lettering::sans(22, Ink::Soft));
}

/// A bar of a chart: its label, what it says, and its number where one is shown.
struct SlideBar {
    label: String,
    said: String,
    number: Option<usize>,
}

impl SlideBar {
    fn of_people(slot: &ChartInterval) -> Self {
        let number = slot.people.number();
        Self { label: slot.full.clone(), said: slot.people.words_or("0"), number }
    }

    fn of_sessions(slot: &ChartInterval) -> Self {
        Self { label: slot.full.clone(), said: slot.sessions.to_string(), number: Some(slot.sessions) }
    }
}

/// Bars that say their numbers. What is hidden has no bar, and says so.
fn bars(slide: &mut Slide, bars: &[SlideBar], ink: Ink) {
    let most = bars.iter().filter_map(|bar| bar.number).max().unwrap_or_default().max(1);
    let room = real(usize::try_from(WIDTH - 2 * MARGIN).unwrap_or_default());
    let each = room / real(bars.len().max(1));
    let (base, tallest) = (BOTTOM - 60, real(usize::try_from(BOTTOM - 60 - TOP - 40).unwrap_or_default()));
    slide.line([MARGIN, base], [WIDTH - MARGIN, base], 2, Ink::Line);
    for (index, bar) in bars.iter().enumerate() {
        let middle = MARGIN + near(each * (real(index) + 0.5));
        let width = near((each * 0.6).min(150.0));
        let height = near(tallest * real(bar.number.unwrap_or_default()) / real(most));
        slide.bar(middle - width / 2, width, base, height, ink);
        let size = if bars.len() > 6 { 24 } else { 30 };
        let said = Lettering::sans(size, Ink::Text).at(Anchor::Middle);
        slide.text([middle, base - height - 14], &bar.said, said);
        let label = Lettering::sans(if bars.len() > 6 { 19 } else { 24 }, Ink::Soft).at(Anchor::Middle);
        // "Jan to Mar 2026" in two lines, so that eight stand beside each other.
        let (months, year) = bar.label.rsplit_once(' ').unwrap_or((&bar.label, ""));
        slide.text([middle, base + 34], months, label);
        slide.text([middle, base + 62], year, label);
    }
}

/// The two rings as the page draws them, which is around (320, 320), with their contacts beside them.
fn rings(slide: &mut Slide, set: &RingSet, rings: &Rings) {
    const LEFT: i64 = 90;
    const UP: i64 = 190;
    let place = |at: [i64; 2]| [at[0] + LEFT, at[1] + UP];
    let drawing = Drawing::of(set, rings, Shown::Now);
    slide.circle(place([320, 320]), 250, Ink::Sunken, Ink::Line);
    slide.circle(place([320, 320]), 112, Ink::AccentWash, Ink::Line);
    for team in &drawing.around {
        if let Some(line) = &team.line {
            let thick = line.thick.parse::<f64>().map_or(1, |thick| near(thick).max(1));
            slide.faint_line(place(line.from), place(team.at), thick, Ink::Accent);
        }
    }
    for team in &drawing.around {
        let (fill, edge) =
            if team.line.is_some() { (Ink::Hue(team.hue), Ink::Paper) } else { (Ink::Paper, Ink::Line) };
        slide.circle(place(team.at), team.radius, fill, edge);
    }
    for own in &drawing.own {
        slide.circle(place(own.at), own.radius, Ink::Accent, Ink::Paper);
    }
    let name = Lettering::serif(22, Ink::Text).at(Anchor::Middle);
    slide.text(place([320, 406]), &shortened(&rings.centre.name, 22), name);
    for team in drawing.around.iter().filter(|team| team.is_numbered) {
        let at = place([team.number[0], team.number[1] + 7]);
        slide.text(at, &team.rank.to_string(), Lettering::sans(20, Ink::Soft).at(Anchor::Middle));
    }
    contacts_beside(slide, set, rings);
}

/// Rows that fit beside the rings.
const MOST_ROWS: usize = 12;

/// The same as a table beside it, those with most contacts first.
fn contacts_beside(slide: &mut Slide, set: &RingSet, rings: &Rings) {
    const LEFT: i64 = 760;
    let right = WIDTH - MARGIN;
    let within = (None, format!("Within the {}", rings.inner()), contacts(rings.inside));
    let others = (1..).zip(&rings.around).take(MOST_ROWS);
    let rows = std::iter::once(within)
        .chain(others.map(|(rank, tie)| (Some(rank), set.name(tie).to_owned(), contacts(tie.now))));
    let mut y = TOP + 20;
    slide.text([LEFT, y], "Contacts with", Lettering::sans(24, Ink::Soft));
    for (rank, name, contacts) in rows {
        y += 38;
        if let Some(rank) = rank {
            slide.text([LEFT, y], &format!("{rank}"), Lettering::sans(24, Ink::Soft));
        }
        slide.text([LEFT + 44, y], &shortened(&name, 30), Lettering::sans(24, Ink::Text));
        slide.text([right, y], &contacts, Lettering::sans(24, Ink::Text).at(Anchor::End));
        slide.line([LEFT, y + 11], [right, y + 11], 1, Ink::Line);
    }
    if let more @ 1.. = (rings.around.len() + rings.more).saturating_sub(MOST_ROWS) {
        slide.text([LEFT + 44, y + 38], &format!("and {more} more"), Lettering::sans(24, Ink::Soft));
    }
}

/// Communities that fit on one slide.
const MOST_STAGES: usize = 9;

/// The stages of communities over twelve months, in the order of the alphabet.
pub fn stages(slide: &mut Slide, strips: &[Strip]) {
    let room = (WIDTH - 2 * MARGIN - 2 * 60) / 3;
    for (index, strip) in strips.iter().take(MOST_STAGES).enumerate() {
        let at = i64::try_from(index).unwrap_or_default();
        let (left, top) = (MARGIN + at % 3 * (room + 60), TOP + at / 3 * 172);
        slide.text([left, top + 24], &shortened(&strip.name, 30), Lettering::serif(26, Ink::Text));
        for y in [0, 1, 2, 3, 4] {
            let line = top + 48 + y * 18;
            slide.line([left, line], [left + room, line], 1, Ink::Line);
        }
        for step in &strip.steps {
            let (x, width) = (of_room(&step.x, room), of_room(&step.width, room));
            // Bars are placed by their upper edge, five percent above their line.
            let line = top + 48 + of_room(step.y, 90) * 4 / 5;
            slide.bar(left + x, width, line + 5, 10, Ink::Phase(step.rank));
        }
        // A stage alone reads as if the community met.
        let since = strip.silence.as_deref().unwrap_or(&strip.since);
        let said = format!("{}, {since}", strip.phase_name);
        slide.text([left, top + 148], &shortened(&said, 44), Lettering::sans(21, Ink::Soft));
    }
    if let more @ 1.. = strips.len().saturating_sub(MOST_STAGES) {
        slide.text(
            [WIDTH - MARGIN, BOTTOM + 16],
            &format!("and {more} more"),
            Lettering::sans(21, Ink::Soft).at(Anchor::End),
        );
    }
}

/// "25.0%" of a width.
fn of_room(percent: &str, room: i64) -> i64 {
    let share = percent.trim_end_matches('%').parse::<f64>().unwrap_or_default() / 100.0;
    near(share * real(usize::try_from(room).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::{SlideBar, bars, figure, of_room};
    use crate::impact::figures::Figure;
    use crate::platform::web::slide::{Ink, Slide, SlideFrame, SlideTheme};

    fn slide() -> Slide {
        Slide::new(SlideFrame {
            organisation: "Northmere Water".into(),
            title: "People stay where they find each other".into(),
            period: "July to September 2026".into(),
            source: "Source: Guildhall".into(),
            theme: SlideTheme::Light,
        })
    }

    #[test]
    fn what_is_hidden_has_no_bar_and_says_so() {
        let mut slide = slide();
        let few = SlideBar { label: "Jan to Mar 2026".into(), said: "Fewer than 5".into(), number: None };
        let some = SlideBar { label: "Apr to Jun 2026".into(), said: "about 20".into(), number: Some(20) };
        bars(&mut slide, &[few, some], Ink::Accent);
        let svg = slide.svg().unwrap();
        assert!(svg.contains("Fewer than 5") && svg.contains("about 20"));
        assert!(svg.contains("height=\"0\""), "{svg}");
    }

    #[test]
    fn a_figure_says_what_it_counts() {
        let mut slide = slide();
        let shown = Figure {
            name: "returned".into(),
            alone: String::new(),
            value: "75".into(),
            unit: "%".into(),
            change: "Up from 60%".into(),
            basis: "From about 80 people".into(),
            definition: "Those who came again.".into(),
        };
        figure(&mut slide, &shown);
        let svg = slide.svg().unwrap();
        for words in ["75%", "returned", "Up from 60%", "From about 80 people", "Those who came again."] {
            assert!(svg.contains(words), "{words}");
        }
    }

    #[test]
    fn shares_of_a_width_are_read_from_the_page() {
        assert_eq!((of_room("25.0%", 400), of_room("0%", 400), of_room("x", 400)), (100, 0, 0));
    }
}
