"""Reads a calendar as somebody else's program does, by icalendar and recurring-ical-events, for tests/it.

    calendar_reader.py FROM TO [--own-zones] < file

FROM and TO are days. Prints a line of JSON for each occurrence in between, in order: uid, start and end in UTC (of whole
days as dates), status, sequence, title. First a line about the file itself: method and name. With --own-zones the names of all zones are changed,
so that no reader knows them: what the clocks do is then read from the file alone. A mail instead of a calendar will do:
its calendar part is read.
"""

import email
import email.policy
import json
import re
import sys
from datetime import date, datetime, timezone

import icalendar
import recurring_ical_events


def calendar_of(text):
    if text.startswith(b"BEGIN:VCALENDAR"):
        return text
    message = email.message_from_bytes(text, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    if len(parts) != 1:
        sys.exit(f"{len(parts)} calendar parts in the mail")
    content = parts[0].get_content()
    method = parts[0].get_param("method")
    if f"METHOD:{method}\n" not in content.replace("\r\n", "\n"):
        sys.exit(f"the part says {method}, the calendar does not")
    return content.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def utc(moment):
    """A whole day is a date, whatever the zone."""
    if isinstance(moment, date) and not isinstance(moment, datetime):
        return moment.isoformat()
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        sys.exit(f"{moment} is no moment")
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def main(first, last, *options):
    text = calendar_of(sys.stdin.buffer.read())
    if "--own-zones" in options:
        text = re.sub(rb"(TZID[=:])([A-Za-z]+)/", rb"\1Elsewhere-\2/", text)
    calendar = icalendar.Calendar.from_ical(text)
    for component in calendar.walk():
        if component.errors:
            sys.exit(f"{component.name}: {component.errors}")
    method, name = calendar.get("METHOD"), calendar.get("X-WR-CALNAME")
    print(json.dumps({"method": method and str(method), "name": name and str(name)}))
    found = recurring_ical_events.of(calendar).between(date.fromisoformat(first), date.fromisoformat(last))
    lines = [
        {
            "uid": str(event["UID"]),
            "start": utc(event["DTSTART"].dt),
            "end": utc(event["DTEND"].dt),
            "status": str(event["STATUS"]),
            "sequence": int(event["SEQUENCE"]),
            "title": str(event["SUMMARY"]),
        }
        for event in found
    ]
    for line in sorted(lines, key=lambda line: (line["start"], line["uid"])):
        print(json.dumps(line))


main(*sys.argv[1:])
