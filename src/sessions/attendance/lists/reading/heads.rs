//! What a column of a list is about, by its head, as tools and people name it in eight languages.

/// What the cells below a head hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// A whole name.
    Name,
    FirstName,
    LastName,
    Email,
    /// An address that only stands for the person: a sign-in name.
    SignInName,
    /// How long they were there.
    Duration(DurationUnit),
    WaitingRoom,
    /// Whether they came.
    Presence,
    /// When they were let in or joined: filled in for those who came.
    CheckedInAt,
    /// Signed by those who came.
    Signature,
    /// Whether they said that they would come, or may.
    SignUp,
    /// Whether they stayed away.
    Absence,
    /// Whether they called off: anyone who did not need not have come.
    CalledOff,
    /// Whether they were asked to come.
    Invitation,
    /// Of which session or day the row speaks, where a list is of several.
    Occasion,
    /// A day or a time as a head: below it marks of which nobody knows what they mean.
    Day,
    /// Known, and about nothing that is needed: who invited them, when they joined, what they bought.
    Aside,
    Unknown,
    /// Not understood, and below it stand marks, or a yes and a no.
    Marks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationUnit {
    Hours,
    Minutes,
    Seconds,
}

/// Somebody else's name or address, beside the person's.
const OTHERS: &str = "host, cohost, organizer, organiser, organisator, organisateur, organizador, organizzatore, \
    organizator, veranstalter, gastgeber, gastheer, buyer, purchaser, acheteur, comprador, acquirente, koper, \
    kupujacy, kupujący, kaufer, käufer, besteller, inviter, invited by, eingeladen von, invite, invité par, invitado \
    por, invitato da, uitgenodigd door, referrer, referred, owner, manager, sponsor, assistant, booked, registered \
    by, billing, rechnung, facturation, facturacion, fatturazione, hote, hôte, anfitrion, anfitrión, anfitriao, \
    anfitrião, boss, supervisor, contact, sender, creator, payer, added by, emergency";
const NAMES: &str = "name, full name, fullname, display name, user name, username, screen name, participant, \
    participant name, participants, attendee, attendee name, attendees, member, member name, person, people, who, \
    guest name, registrant, registrant name, vollständiger name, vollstandiger name, anzeigename, teilnehmer, \
    teilnehmername, teilnehmende, teilnehmerin, name des teilnehmers, name der teilnehmer, benutzername, nom, nom \
    complet, nom du participant, nom de l'utilisateur, nom d'utilisateur, nom affiché, nombre, nombre completo, \
    nombre del participante, nombre de usuario, participante, participantes, asistente, asistentes, nome, nome \
    completo, nome do participante, nome partecipante, nome utente, nome de usuário, nome visualizzato, \
    partecipante, partecipanti, naam, volledige naam, deelnemer, deelnemers, naam deelnemer, gebruikersnaam, \
    weergavenaam, imię i nazwisko, imie i nazwisko, name of attendee, name of participant, jméno, jmeno, jméno a \
    příjmení, nimi, név, ime i prezime, nume, имя, фио, ad soyad, 氏名, 姓名, pełna nazwa, pełne imię i nazwisko, nazwa, \
    nazwa użytkownika, uczestnik, uczestnicy, nazwa uczestnika, namn, navn";
const FIRST_NAMES: &str = "first name, first, firstname, given name, forename, vorname, vornamen, prénom, prenom, \
    prénoms, nombres, nombre de pila, primeiro nome, primer nombre, voornaam, imię, imie, förnamn, fornavn, attendee \
    first name, first name of attendee";
const LAST_NAMES: &str = "last name, last, lastname, surname, family name, nachname, familienname, zuname, nom de \
    famille, apellido, apellidos, cognome, sobrenome, apelido, último nome, achternaam, familienaam, nazwisko, \
    efternamn, etternavn, attendee last name, attendee surname, last name of attendee, příjmení";
/// Heads of a whole name that also stand for one half of it, beside the other half.
const HALF_NAMES: &str = "name, nom, nombre, nome, naam, nazwa, namn";
const DURATIONS: &str = "duration, dauer, durée, duree, duración, duracion, durata, duração, duracao, duur, czas \
    trwania, minutes, minuten, minutos, minuti, minuty, time in session, time in meeting, time in call, online time, \
    attendance time, zeit in der sitzung, czas w sesji, tijd in sessie, varaktighet";
const WAITING_ROOMS: &str = "waiting room, warteraum, salle d'attente, salle d attente, sala de espera, sala \
    d'attesa, sala di attesa, sala d attesa, wachtkamer, wachtruimte, poczekal, lobby";
const PRESENCES: &str = "attended, attendance, present, presence, showed up, show, was there, checked in, check in, \
    checkin, came, anwesend, anwesenheit, teilgenommen, teilnahme, erschienen, présent, présence, a participé, \
    asistió, asistio, asistencia, presente, presenza, presença, presenca, ha partecipato, compareceu, participou, \
    aanwezig, aanwezigheid, deelgenomen, obecny, obecna, obecność, obecnosc, uczestniczył, uczestniczyl, närvarande, \
    here, joined live, participated, took part, turned up, arrived, dabei, mitgemacht, était là, účast, zúčastnil, paikalla, \
    läsnä, til stede, oppmøte, deltog, närvaro, jelen, prezent";
const CHECK_INS: &str = "checked in at, check in at, checkin at, check in date, check in time, checkin date, scanned \
    at, scanned, scan time, scan date, admitted, admitted at, arrival, arrival time, arrived at, joined, joined at, \
    attendee first join time, time in, sign in, sign in time, signed in, clock in";
const OCCASIONS: &str = "session, session name, event, event name, event title, meeting, meeting name, date, day, \
    session date, event date, meeting date, veranstaltung, sitzung, termin, datum, tag, séance, réunion, événement, \
    sesión, reunión, evento, fecha, sessione, riunione, data, giorno, sessão, reunião, sessie, vergadering, \
    bijeenkomst, spotkanie, sesja";
const SIGNATURES: &str =
    "signature, initials, signed, unterschrift, firma, assinatura, handtekening, podpis, kürzel";
/// Somewhere in the head of a column that says what people answered.
const SIGN_UP_WORDS: &str = "status, rsvp, response, attend, attending, coming, going, will you, can you, accepted, \
    confirmed, zusage, kommst, kommt, teilnehmen, participation, viendra, vient, asistirá, asistira, vendrá, \
    parteciperà, participará, komt, będzie";
const SIGN_UPS: &str = "status, attendee status, attendance status, rsvp, response, approval status, registration \
    status, registered, going, answer, reply, antwort, zusage, anmeldestatus, teilnahmestatus, réponse, reponse, \
    statut, inscription, respuesta, estado, risposta, stato, resposta, situação, estado da inscrição, antwoord, \
    odpowiedź, odpowiedz, order status, ticket status, invitation status, confirmed";
const ABSENCES: &str = "absent, absence, no show, noshow, did not attend, abwesend, nicht erschienen, ausente, \
    assente, afwezig, nieobecny, represented by, replaced by, substitute, deputy, vertreten durch, vertretung, \
    remplacé par, sustituido por, sostituito da, substituído por, vervangen door, zastąpiony przez";
const CALLED_OFF: &str = "cancelled, canceled, declined, excused, refunded, entschuldigt, abgesagt, storniert, \
    annulé, refusé, cancelado, rechazado, annullato, rifiutato, recusado, geannuleerd, afgemeld, odwołane, odrzucone";
const INVITATIONS: &str = "invited, eingeladen, invité, invitée, invitado, invitato, convidado, uitgenodigd, \
    zaproszony";
/// Turns what a head says into its opposite.
const DENIALS: &str = "not, didn't, did not, nicht, pas, niet, nie, não";
/// Makes of having come a plan to come.
const PLANS: &str = "will, can, could, expected, plan, planned, planning, plans, intend, intends, wish, want, wants, \
    confirmed, invited, registered, rsvp, zusage, zugesagt, bestätigt, geplant, erwartet, angemeldet, wird, kann, \
    prévu, prévue, confirmé, confirmée, souhaite, prevista, previsto, confirmada, confirmado, confermata, \
    confermato, verwacht, bevestigd, planowana, potwierdzona";
/// Seen afterwards.
const REPLAYS: &str = "replay, recording, recorded, on demand, aufzeichnung, enregistrement, grabación, registrazione, gravação, \
    opname, nagranie";
/// How long the session was to be, or was.
const LENGTHS: &str = "event duration, meeting duration, webinar duration, scheduled duration, planned duration, \
    expected duration, geplante dauer, durée prévue, duración prevista, durata prevista, duração prevista, geplande \
    duur";
const JOIN_TIMES: &str = "join time, first join, time joined, first joined, first seen at, beitrittszeit, erster \
    beitritt, heure d'arrivée, heure d'entrée, première participation, première connexion, hora de unión, hora de \
    entrada, primera entrada, primera unión, ora di ingresso, ora di accesso, prima partecipazione, primo accesso, \
    primeira entrada, deelnametijd, tijdstip van deelname, eerste deelname, czas dołączenia, godzina dołączenia, \
    pierwsze dołączenie";
const ASIDES: &str = "leave time, joined, left, join, leave, last leave, time exited, time left, last left, role, \
    guest, user action, timestamp, recording disclaimer response, recording consent, phone, telephone, telefon, \
    company, organization, organisation, department, team, job title, title, notes, comments, registration time, \
    country/region name, country, city, ticket type, order #, order, order date, quantity, user id, id, api id, \
    letztes verlassen, austrittszeit, verlassen um, rolle, gast, heure de départ, dernière sortie, dernier départ, \
    rôle, invité, hora de salida, última salida, rol, invitado, ora di uscita, ultima uscita, ultimo abbandono, \
    ruolo, ospite, hora de saída, última saída, função, convidado, tijd van vertrek, laatste vertrek, czas \
    opuszczenia, ostatnie opuszczenie, rola, gość, moderator, talk time, webcam time, messages, emojis, raise hands, \
    activity score, created at, teilnehmer id, participant id, is guest, connection type, time, action, attendee \
    last leave time, #, no, nr, num, number, row, pos, index, lfd nr, gender, salutation, anrede, language, \
    state/province";

/// One form of a head: small letters, without signs that only separate.
pub fn normal(head: &str) -> String {
    // "FirstNameOfAttendee"
    let mut apart = String::with_capacity(head.len());
    for c in head.chars() {
        if c.is_uppercase() && apart.ends_with(char::is_lowercase) {
            apart.push(' ');
        }
        apart.push(c);
    }
    let plain: String = apart
        .to_lowercase()
        .chars()
        .map(|c| match c {
            '’' => '\'',
            '_' | '-' | '.' | ':' | '*' | '"' | '?' | '!' | '\u{a0}' => ' ',
            other => other,
        })
        .filter(|c| !matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}'))
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands below a head.
pub fn head(cell: &str) -> Head {
    let whole = normal(cell);
    // "Name (original name)", "Dauer (Minuten)", "Participant ID (UPN)"
    let before = whole.split_once('(').map_or(whole.as_str(), |(before, _)| before.trim());
    let is = |words| each(words).any(|word| word == whole || word == before);
    let holds = |words| each(words).any(|word| has_words(&whole, word));
    let is_address = whole.contains("mail") || holds("courriel, correo, upn, poczta");
    if cell.contains('@') || whole.is_empty() {
        Head::Unknown
    } else if is(INVITATIONS) {
        Head::Invitation
    } else if holds(OTHERS) {
        Head::Aside
    } else if is_address {
        if whole.contains("upn") || whole.contains("id") { Head::SignInName } else { Head::Email }
    } else if is(CHECK_INS) {
        Head::CheckedInAt
    } else if holds(WAITING_ROOMS) || whole.contains("poczekal") {
        Head::WaitingRoom
    } else if is(OCCASIONS) {
        Head::Occasion
    } else if is(ASIDES) {
        Head::Aside
    } else if is(JOIN_TIMES) {
        Head::CheckedInAt
    } else if is(SIGN_UPS) {
        Head::SignUp
    } else if is(NAMES) {
        Head::Name
    } else if is(FIRST_NAMES) {
        Head::FirstName
    } else if is(LAST_NAMES) {
        Head::LastName
    } else if holds(REPLAYS) {
        Head::Aside
    } else if holds(ABSENCES) || holds(PRESENCES) && holds(DENIALS) {
        Head::Absence
    } else if holds(CALLED_OFF) {
        Head::CalledOff
    } else if holds(DURATIONS) {
        if is(LENGTHS) { Head::Aside } else { Head::Duration(unit(&whole)) }
    } else if holds(PRESENCES) {
        if holds(PLANS) { Head::SignUp } else { Head::Presence }
    } else if holds(SIGNATURES) {
        Head::Signature
    } else if holds(SIGN_UP_WORDS) {
        Head::SignUp
    } else if is_day(&whole) {
        Head::Day
    } else {
        Head::Unknown
    }
}

/// The head of what a tool says of the meeting itself, where an address is its host's and a number counts people.
pub fn is_about_the_meeting(row: &[String]) -> bool {
    const ABOUT: &str = "topic, meeting id, webinar id, meeting title, meeting topic, thema, besprechungs id, \
        meeting nr, sujet, id de réunion, tema, id de reunión, argomento, id riunione, tópico, id da reunião, \
        onderwerp, vergader id, temat, identyfikator spotkania";
    row.iter().any(|cell| is_one_of(ABOUT, &normal(cell)))
}

/// A head that also stands in rows, for what someone was.
pub fn is_role(cell: &str) -> bool {
    const ROLES: &str = "attendee, participant, guest, member, moderator, teilnehmer, gast, invité, participante, \
        asistente, invitado, partecipante, ospite, convidado, deelnemer, uczestnik, gość";
    is_one_of(ROLES, &normal(cell))
}

/// Somebody on a guest list, where no other head says who; beside a name it says whether they are from elsewhere.
pub fn is_guest(cell: &str) -> bool {
    const GUESTS: &str = "guest, guests, gast, gäste, invité, invitado, ospite, convidado, gość";
    is_one_of(GUESTS, &normal(cell))
}

/// A whole name's head that may stand for one half of it.
pub fn may_be_half(cell: &str) -> bool {
    is_one_of(HALF_NAMES, &normal(cell))
}

fn unit(head: &str) -> DurationUnit {
    let holds = |words| each(words).any(|word| has_words(head, word));
    if holds("hours, stunden, heures, horas, ore, uren, godziny, h") {
        DurationUnit::Hours
    } else if holds("seconds, sekunden, secondes, segundos, secondi, seconden, sekundy, sec, s") {
        DurationUnit::Seconds
    } else {
        DurationUnit::Minutes
    }
}

/// The entries of a list of words.
pub fn each(words: &'static str) -> impl Iterator<Item = &'static str> {
    words.split(", ")
}

pub fn is_one_of(words: &'static str, word: &str) -> bool {
    each(words).any(|one| one == word)
}

/// The words stand in the text as words, not inside others.
pub fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !letter(text[..at].chars().next_back()) && !letter(text[at + found.len()..].chars().next())
    })
}

/// "26/11/2026", "2026 11 26", "26 Nov", "14:00", "Mon 9", "Day 1"
fn is_day(head: &str) -> bool {
    const DAYS: &str = "jan, feb, mar, apr, may, jun, jul, aug, sep, oct, nov, dec, mon, tue, wed, thu, fri, sat, \
        sun, day, week, session, meeting, tag, woche, sitzung, séance, sesión, sessione, sessie";
    let digits = head.chars().filter(char::is_ascii_digit).count();
    let only_digits = head.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | ' ' | ':' | ','));
    let named = each(DAYS).any(|day| head.contains(day));
    (digits >= 2 && only_digits) || (digits >= 1 && named && head.len() < 20)
}
