"""Moments as the platform writes them: epoch milliseconds and aware datetimes."""

# ruff: noqa: TRY002 - scripts meet the platform's own type, a plain Exception

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def unix_now() -> int:
    return time.time_ns() // 1_000_000


def utc_now() -> datetime:
    return datetime.now(tz=UTC)


def convert_unixtime_to_datetime(unix_time: float) -> datetime:
    """Return the aware UTC datetime of epoch milliseconds.

    Raises:
        Exception: the value is no number or out of range; the text names this function.
    """
    try:
        return EPOCH + timedelta(milliseconds=unix_time)
    except Exception as error:
        raise Exception(f"convert_unixtime_to_datetime Failed: {error}") from error


def convert_datetime_to_unix_time(dt: datetime) -> int:
    """Return the epoch milliseconds of a datetime; a naive one counts as local time."""
    try:
        return int((dt.astimezone(UTC) - EPOCH).total_seconds() * 1000)
    except Exception as error:
        raise Exception(f"convert_datetime_to_unix_time Failed: {error}") from error


def convert_string_to_datetime(datetime_str: str, timezone_str: str | None = None) -> datetime:
    """Read an ISO 8601 or mail-header date. The platform's own SDK guesses further formats.

    Args:
        datetime_str: the date.
        timezone_str: IANA name of the zone for a date that names none.

    Raises:
        Exception: the text is neither, or no zone is known.
    """
    try:
        moment = _read(datetime_str)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=_zone(timezone_str))
    except Exception as error:
        raise Exception(f"convert_string_to_datetime Failed: {error}") from error
    return moment


def convert_string_to_unix_time(datetime_str: str) -> int:
    try:
        return convert_datetime_to_unix_time(convert_string_to_datetime(datetime_str))
    except Exception as error:
        raise Exception(f"convert_string_to_unix_time Failed: {error}") from error


def _read(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        from email.utils import parsedate_to_datetime  # noqa: PLC0415 - rare, and slow to load

        return parsedate_to_datetime(text)


def _zone(name: str | None) -> tzinfo:
    if not name:
        raise ValueError(
            "no timezone info was supplied (either in input string or optional parameter"
        )
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - rare, and slow to load

    return ZoneInfo(name)
