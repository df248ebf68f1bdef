#!/usr/bin/env python3
"""Dates in every CF calendar and their numbers, by cftime: the oracle of CFTests' calendar tests.

    make_calendars.py > Tests/CFTests/Fixtures/calendars.txt

One line a date: calendar, units, number, date. Numbers are exact in their units (whole milliseconds below them).
Needs cftime. Output depends on the seed alone.
"""
import random

import cftime

CALENDARS = ["standard", "proleptic_gregorian", "julian", "noleap", "all_leap", "360_day"]
UNITS = [
    "days since 1850-01-01",
    "hours since 1800-1-1 00:00:0.0",
    "seconds since 1970-01-01T00:00:00Z",
    "minutes since 2000-01-01 06:30:00 +01:30",
    "days since 0001-01-01",
    "hours since 1582-10-04 12:00:00",
]
STEP = {"days": 86400000, "hours": 3600000, "minutes": 60000, "seconds": 1000}


def main():
    rng = random.Random(20261122)
    for calendar in CALENDARS:
        for units in UNITS:
            for _ in range(30):
                unit = STEP[units.split()[0]]
                # A span of about ±700 years around the reference, in whole units and quarters of them.
                number = rng.randrange(-700 * 365 * 86400000 // unit * 4, 700 * 365 * 86400000 // unit * 4) / 4
                try:
                    date = cftime.num2date(number, units, calendar, has_year_zero=True)
                except (ValueError, OverflowError):
                    continue
                if not -9999 < date.year < 9999 or date.year < 0:
                    continue
                text = f"{date.year:04d}-{date.month:02d}-{date.day:02d}T" \
                       f"{date.hour:02d}:{date.minute:02d}:{date.second:02d}"
                if date.microsecond:
                    text += f".{round(date.microsecond / 1000):03d}"
                print(calendar, number, text + "Z", units, sep="\t")


if __name__ == "__main__":
    main()
