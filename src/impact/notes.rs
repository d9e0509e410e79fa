//! Footnotes: what each figure of a report counts, said once and numbered, for the printed page. On the screen the same is
//! folded away beside the figures.

use super::figures::Figure;
use super::report::Report;

impl Report {
    /// Every definition once, in the order in which figures are read.
    pub fn notes(&self) -> Vec<&Figure> {
        let evidence = self.statements.iter().flat_map(|statement| &statement.evidence);
        let all = self.leads.iter().map(|lead| &lead.figure).chain(&self.further).chain(evidence);
        let mut notes: Vec<&Figure> = Vec::new();
        for figure in all.chain(std::iter::once(&self.hours.given)) {
            if !figure.definition.is_empty()
                && notes.iter().all(|known| known.definition != figure.definition)
            {
                notes.push(figure);
            }
        }
        notes
    }

    /// The number of a figure's note.
    pub fn note(&self, figure: &Figure) -> Option<usize> {
        let at = self.notes().iter().position(|known| known.definition == figure.definition)?;
        Some(at + 1)
    }
}
