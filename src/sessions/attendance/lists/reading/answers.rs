//! What a cell says of whether someone came. Having said yes, being registered or confirmed is not having come.

use super::heads::{each, has_words, is_one_of, normal};

/// What one cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Came,
    StayedAway,
    Yes,
    No,
    /// They meant to come, or were expected.
    Expected,
    Nothing,
    /// Words that are not understood.
    Unclear,
}

const CAME: &str = "checked in, attended, present, was present, in attendance, showed up, came, anwesend, \
    teilgenommen, eingecheckt, présent, présente, a participé, asistió, asistio, presente, ha partecipato, \
    compareceu, participou, aanwezig, deelgenomen, obecny, obecna, uczestniczył, uczestniczyła, here, was here, was \
    there, joined, participated, took part, turned up, arrived, joined late, dabei, war dabei";
const STAYED_AWAY: &str = "absent, no show, noshow, did not attend, didn't attend, not attended, not present, not \
    checked in, did not show, not attending, not going, declined, cancelled, canceled, rejected, refunded, excused, \
    abwesend, nicht erschienen, nicht teilgenommen, nicht anwesend, abgesagt, abgelehnt, storniert, entschuldigt, \
    absente, n'a pas participé, refusé, annulé, ausente, no asistió, no asistio, rechazado, cancelado, assente, non \
    ha partecipato, rifiutato, annullato, faltou, não compareceu, recusado, afwezig, niet aanwezig, geweigerd, \
    afgemeld, geannuleerd, nieobecny, nieobecna, odrzucone, odwołane, waitlist, waitlisted, on waitlist, unattended, \
    waiting list, warteliste, liste d'attente, lista de espera, apologies, regrets, absentees, missing, not here, \
    could not come, fehlend, fehlt, fehlten, abwesende, excusé, excusés, excusée, absents, ausentes, disculpas, \
    assenti, giustificato, afwezigen, nieobecni, unable to attend, can't make it, cannot make it, not coming, did \
    not come, didn't come, did not join, didn't join, never joined, could not attend, couldn't attend, couldn't \
    come, could not make it, couldn't make it, stayed away, sent apologies, bounced, off sick, on leave, on holiday, \
    on vacation, krank, urlaub";
const YES: &str = "yes, y, true, 1, x, ✓, ✔, ✔️, ☑, ☑️, ✅, ja, j, oui, o, si, sí, sì, s, sim, tak, t, wahr, vrai, \
    verdadero, vero, verdadeiro, waar, prawda, p, ano, kyllä, igen, da, evet, да, так, ναι, כן, نعم, はい, 是";
const NO: &str = "no, n, false, 0, -, –, ✘, ✗, ✖, ✖️, ❌, ☐, nein, non, não, nao, nee, nie, falsch, faux, falso, \
    onwaar, fałsz, none, never, nej, ne, ei, nem, nu, hayır, нет, ні, όχι, לא, لا, いいえ, 否";
const EXPECTED: &str = "going, attending, accepted, approved, registered, confirmed, tentative, maybe, invited, \
    pending, no response, not responded, interested, subscribed, paid, complete, completed, zugesagt, angemeldet, \
    bestätigt, akzeptiert, eingeladen, accepté, inscrit, confirmé, peut être, aceptado, inscrito, confirmado, \
    accettato, iscritto, confermato, aceite, aangemeld, geaccepteerd, bevestigd, zaakceptowano, zapisany, \
    potwierdzony, vielleicht, outstanding, pre registered, rsvp'd, signed up, sign ups, rsvps, registrations, \
    registrants, said yes, unconfirmed, awaiting reply, no reply";

/// What the cell says, by itself.
pub fn said(cell: &str) -> Said {
    let text = normal(cell);
    let trimmed = if text.is_empty() { cell.trim() } else { text.as_str() };
    if trimmed.is_empty() {
        return Said::Nothing;
    }
    let is = |words| is_one_of(words, trimmed);
    // "✘" beside "✘ excused": the first sign counts as much as the word.
    let holds = |words| each(words).any(|word| word.len() > 3 && has_words(trimmed, word));
    if is(STAYED_AWAY) || holds(STAYED_AWAY) || is_denied(trimmed) {
        Said::StayedAway
    } else if is(CAME) {
        Said::Came
    } else if is(YES) {
        Said::Yes
    } else if is(NO) {
        Said::No
    } else if is(EXPECTED) || holds(EXPECTED) {
        Said::Expected
    } else if holds(CAME) && !has_words(trimmed, "not") {
        Said::Came
    } else {
        Said::Unclear
    }
}

/// "Not there", "never showed up": what begins so speaks against it, unless it says that nothing is known.
fn is_denied(text: &str) -> bool {
    const DENIALS: &str = "not, never, didn't, did not, couldn't, could not, won't, will not, nicht, kam nicht, war \
        nicht";
    const NOTHING_KNOWN: &str = "applicable, available, given, known, provided, recorded, required, set, specified, \
        sure, bekannt, angegeben, sicher";
    each(DENIALS).any(|denial| {
        let rest = text.strip_prefix(denial).and_then(|rest| rest.strip_prefix(' '));
        rest.is_some_and(|rest| !each(NOTHING_KNOWN).any(|word| has_words(rest, word)))
    })
}

/// The line is nothing but a state, with a number behind it at most: "Registered (12)".
pub fn is_state(line: &str) -> bool {
    let line = normal(without_count(line));
    [CAME, STAYED_AWAY, EXPECTED].into_iter().any(|words| is_one_of(words, &line))
}

/// A word of the states, or one that joins them: "Registered but did not come".
pub fn is_word_of_coming(word: &str) -> bool {
    const JOINING: &str = "but, and, or, with, who, those, the, people, list, all, und, aber, mais, pero, ma, mas, \
        maar";
    let word = normal(word);
    let states = [CAME, STAYED_AWAY, EXPECTED].into_iter().flat_map(each);
    states.chain(each(JOINING)).any(|state| state.split(' ').any(|part| part == word))
}

/// "Came (2)" without its number.
pub fn without_count(title: &str) -> &str {
    let title = title.trim().trim_end_matches(':').trim_end();
    let count = title.rsplit_once('(').filter(|(_, inside)| {
        let inside = inside.trim_end_matches(')');
        !inside.is_empty() && inside.chars().all(|c| c.is_ascii_digit())
    });
    count.map_or(title, |(before, _)| before.trim_end())
}

/// Words before people who were written to or asked.
pub fn is_addressed(label: &str) -> bool {
    const ADDRESSED: &str = "to, cc, bcc, from, required, optional, invited, invitees, invitation, registered, \
        registrants, an, von, à, para, aan, eingeladen, angemeldet, invités, inscrits, invitados, invitati, \
        convidados, genodigden, zaproszeni";
    let label = normal(label);
    each(ADDRESSED).any(|word| label == word || word.len() > 4 && has_words(&label, word))
}

/// Words that stand above the names of those who came, and say so.
pub fn titles_present(title: &str) -> bool {
    const PRESENT: &str = "present, attendees, attended, attendance, in attendance, participants, people, members, \
        came, who came, who was there, here, names, panelists, panellists, speakers, hosts, teilnehmer, \
        teilnehmende, anwesend, anwesende, présents, presentes, asistentes, participantes, presenti, partecipanti, \
        aanwezig, aanwezigen, deelnemers, obecni, uczestnicy";
    let title = normal(title);
    each(PRESENT).any(|word| has_words(&title, word)) && said(&title) != Said::Expected
}

/// A title or a line speaks of people who did not come: "Registered but did not attend".
pub fn titles_absent(title: &str) -> bool {
    let title = normal(title);
    each(STAYED_AWAY).any(|word| word.len() > 3 && has_words(&title, word)) || has_words(&title, "no shows")
}

/// A day or a time: digits with a sign between them.
pub fn is_moment(cell: &str) -> bool {
    cell.chars().filter(char::is_ascii_digit).count() >= 3 && cell.contains([':', '-', '/', '.'])
}
