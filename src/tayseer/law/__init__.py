"""Dated law: one TOML file per agency, one table per value, one line per day, each with its legal basis."""

from importlib.resources import files
from typing import TYPE_CHECKING

from tayseer.kit.lawbook import Agency, Book, read_agency

_FOLDER = files(__name__)

LAW = Book(
    {
        file.name.removesuffix(".toml"): read_agency(file.name.removesuffix(".toml"), file.read_text("utf-8"))
        for file in sorted(_FOLDER.iterdir(), key=lambda entry: entry.name)
        if file.name.endswith(".toml")
    }
)

if TYPE_CHECKING:
    common: Agency
    passports: Agency
    visas: Agency
    residency: Agency
    civil: Agency
    account: Agency
    traffic: Agency
    vehicles: Agency


def __getattr__(name: str) -> Agency:
    """An agency's law by name: ``from tayseer.law import passports``."""
    if name not in LAW.agencies:
        message = f"There is no law/{name}.toml."
        raise AttributeError(message)
    return Agency(name, LAW.agencies[name])
