"""Bad days of the made-up agencies, set by hand: slow, failing, silent, forging, replaying."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tayseer.kit.text import Text

if TYPE_CHECKING:
    from pathlib import Path

FILE = "weather.json"
KINDS = {
    "fair": Text(ar="يجيب كما ينبغي", en="answers as it should"),
    "slow": Text(ar="يتأخر ثانية", en="answers after a second"),
    "silent": Text(ar="لا يجيب", en="does not answer"),
    "failing": Text(ar="يجيب بخطأ", en="answers with an error"),
    "forged": Text(ar="يوقّع بمفتاح غيره", en="signs with a key that is not its own"),
    "replayed": Text(ar="يعيد جوابًا سابقًا", en="sends an earlier answer again"),
}
SLOW_SECONDS, SILENT_SECONDS = 1.0, 30.0


@dataclass(frozen=True)
class Weather:
    """The weather of every agency, from a file that a command writes."""

    folder: Path

    def of(self, agency: str) -> str:
        """Return the kind of day this agency has; fair unless somebody said otherwise."""
        said = self._read().get(agency, "fair")
        return said if said in KINDS else "fair"

    def change(self, agency: str, kind: str) -> None:
        """Set the kind of day; from the next question on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{FILE}"
        draft.write_text(json.dumps({**self._read(), agency: kind}), "utf-8")
        draft.replace(self.folder / FILE)

    def _read(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads((self.folder / FILE).read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return found
