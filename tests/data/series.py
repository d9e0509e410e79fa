"""Writes series.txt: what dateutil makes of rules like ours, for two years. Once, by hand:

    pip install python-dateutil && python series.py > series.txt
"""
from datetime import datetime, timedelta, timezone
from dateutil import rrule, tz

# A first date in each zone that meets both changes of its clocks, with times that they skip and repeat.
STARTS = {
    "Europe/London": ["2026-10-25T01:30", "2026-10-27T18:00", "2026-10-30T09:15", "2026-03-29T01:30"],
    "America/New_York": ["2026-11-01T01:30", "2026-11-08T02:30", "2026-10-29T12:00", "2026-01-31T23:45"],
    "Australia/Lord_Howe": ["2026-04-05T01:45", "2026-10-04T02:15", "2026-03-30T08:00", "2026-04-26T02:10"],
    "Asia/Kathmandu": ["2026-10-05T07:05", "2026-10-30T17:30"],
}
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def by(repeats, start):
    day = DAYS[start.weekday()]
    if repeats == "weekly":
        return "FREQ=WEEKLY", f"BYDAY={day}"
    if repeats == "monthly_day":
        return "FREQ=MONTHLY", f"BYMONTHDAY={start.day}"
    nth = -1 if repeats == "monthly_last_weekday" else (start.day - 1) // 7 + 1
    return "FREQ=MONTHLY", f"BYDAY={nth}{day}"


def utc(moment):
    return tz.resolve_imaginary(moment).astimezone(timezone.utc)


def line(repeats, every, text, name, end, skip):
    zone = tz.gettz(name)
    start = datetime.fromisoformat(text).replace(tzinfo=zone)
    frequency, day = by(repeats, start)
    rule = f"{frequency};INTERVAL={every};{day}"
    if end.startswith("count="):
        rule += ";COUNT=" + end[6:]
    if end.startswith("until="):
        last = datetime.fromisoformat(end[6:] + "T23:59:59").replace(tzinfo=zone)
        rule += ";UNTIL=" + last.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    every_date = rrule.rrulestr("RRULE:" + rule, dtstart=start)
    dates = list(every_date) if end else every_date.between(start, start + timedelta(days=731), inc=True)
    skipped = dates[1::5] if skip else []
    kept = [date for date in dates if date not in skipped]
    return "|".join([
        repeats, str(every), text[:10], text[11:], name, end,
        " ".join(date.strftime("%Y-%m-%d") for date in skipped), rule,
        " ".join(utc(date).strftime("%Y-%m-%dT%H:%M:%SZ") for date in kept)])


print("# repeats|every|first date|time|zone|end|skipped|RRULE|moments; made by series.py with dateutil")
for name, starts in STARTS.items():
    for text in starts:
        start = datetime.fromisoformat(text)
        until = (start + timedelta(days=400)).strftime("%Y-%m-%d")
        for repeats in ["weekly", "monthly_day", "monthly_weekday", "monthly_last_weekday"]:
            is_last = (start + timedelta(days=7)).month != start.month
            if repeats == "monthly_last_weekday" and not is_last:
                continue
            for every, end, skip in [(1, "", False), (2, "count=9", True), (3, "until=" + until, True),
                                     (1, "until=" + until, False), (1, "count=14", True)]:
                print(line(repeats, every, text, name, end, skip))
