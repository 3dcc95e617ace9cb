"""Every day, week or month at a time of the study's time zone, as systemd and cron write it down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cxlab.errors import InputError
from cxlab.schedule.period import Every

_SYSTEMD: dict[Every, str] = {"day": "*-*-*", "week": "Mon *-*-*", "month": "*-*-01"}
_MONDAY, _LAST_DAYS = 1, "28-31"


@dataclass(frozen=True)
class Timetable:
    """When a study runs: daily, on Mondays or on the first of a month, at `at` of `timezone`."""

    every: Every
    at: dt.time
    timezone: str

    @property
    def calendar(self) -> str:
        """The time as systemd's ``OnCalendar`` has it, with the zone: it follows every change of clocks."""
        return f"{_SYSTEMD[self.every]} {self.at:%H:%M}:00 {self.timezone}"

    def cron(self, now: dt.datetime) -> tuple[str, str]:
        """Return cron's five fields, and a shell condition to put before the command (or an empty text).

        cron goes by the clock of its machine, and knows no last day of a month: where the first of a month is still
        the last of the one before on the machine, the condition asks which day it is at the study's place.

        Parameters
        ----------
        now
            A moment with the machine's time zone; the difference of the two zones is that of its day.
        """
        there = dt.datetime.combine(now.astimezone(ZoneInfo(self.timezone)).date(), self.at, ZoneInfo(self.timezone))
        here = there.astimezone(now.tzinfo)
        later = (here.date() - there.date()).days
        clock = f"{here.minute} {here.hour}"
        if self.every == "day":
            return f"{clock} * * *", ""
        if self.every == "week":
            return f"{clock} * * {(_MONDAY + later) % 7}", ""
        if later < 0:
            return f"{clock} {_LAST_DAYS} * *", f'[ "$(TZ={self.timezone} date +%d)" = 01 ]'
        return f"{clock} {1 + later} * *", ""

    def shifted(self, now: dt.datetime) -> str:
        """Return the time on the machine's clock where it is another one than the study's, else an empty text."""
        there = dt.datetime.combine(now.astimezone(ZoneInfo(self.timezone)).date(), self.at, ZoneInfo(self.timezone))
        here = there.astimezone(now.tzinfo)
        return "" if here.utcoffset() == there.utcoffset() else f"{here:%H:%M}"


def timetable(every: str, at: str, timezone: str) -> Timetable:
    """Return the timetable behind the options ``--every`` and ``--at``.

    Raises
    ------
    InputError
        When one of them cannot be read.
    """
    length = next((known for known in _SYSTEMD if known == every), None)
    if length is None:
        raise InputError(f"--every {every}: allowed are {', '.join(_SYSTEMD)}.")
    try:
        time = dt.datetime.strptime(at, "%H:%M").time()
    except ValueError:
        raise InputError(f"--at {at}: expected hours and minutes such as 07:00.") from None
    return Timetable(length, time, timezone)
