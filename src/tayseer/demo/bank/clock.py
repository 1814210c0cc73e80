"""What time it is in the demonstration's country: a bank there lives in the same day as the platform."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tayseer.exchange import signing


def now(data: Path) -> datetime:
    """The moment in UTC, by the machine's clock, moved on as far as the whole demonstration is.

    In: the data folder of the demonstration. A bank that read the machine's clock alone would find every token of a
    demonstration that was moved on to be made in the future.
    """
    try:
        ahead = int((data / "clock-offset").read_text(encoding="ascii").strip() or 0)
    except (FileNotFoundError, ValueError):
        ahead = 0
    return (signing.real_now() + timedelta(seconds=ahead)).astimezone(UTC)
