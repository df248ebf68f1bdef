#!/usr/bin/env python3
"""Random dates of a CF calendar as cftime has them, for the calendar test that asks it.

    check_calendars.py CALENDAR COUNT SEED FILE

Writes COUNT records: whole milliseconds since 2000-01-01 (64 bits), then year, month, day and the milliseconds of the
day (32 bits each), little-endian. Needs cftime.
"""
import random
import struct
import sys

import cftime

DAY = 86_400_000


def main():
    calendar, count, seed, path = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    rng = random.Random(seed)
    numbers = [rng.randrange(-1990 * 360 * DAY, 7900 * 360 * DAY) for _ in range(count)]
    # Days and the rest apart: cftime's seconds of such spans would be rounded.
    days = [number // DAY for number in numbers]
    dates = cftime.num2date(days, "days since 2000-01-01", calendar, has_year_zero=True)
    again = cftime.date2num(dates, "days since 2000-01-01", calendar, has_year_zero=True)
    assert list(again) == days, "cftime does not find its own way back"
    record = struct.Struct("<qiiii")
    with open(path, "wb") as file:
        for number, date in zip(numbers, dates):
            file.write(record.pack(number, date.year, date.month, date.day, number % DAY))


if __name__ == "__main__":
    main()
