"""What the environment says: the few values that differ from one installation to the next."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path


def flag(name: str) -> bool:
    """Whether a variable of the environment is set to a word that means yes."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, *, default: int) -> int:
    """A whole number from the environment, or the default when it is not set."""
    return int(os.environ.get(name) or default)


def words(name: str, *, default: Sequence[str]) -> list[str]:
    """A list written with commas in the environment, or the default when it is not set."""
    written = os.environ.get(name)
    return [word.strip() for word in written.split(",") if word.strip()] if written else list(default)


def repository() -> Path:
    """The folder that holds `src/`, where built assets lie beside it."""
    return Path(__file__).resolve().parents[3]


def data_folder() -> Path:
    """Where this installation keeps its database, keys and files (`TAYSEER_DATA`, or `./data`)."""
    return Path(os.environ.get("TAYSEER_DATA") or "data").expanduser().resolve()


def secret_key(data: Path) -> str:
    """The key that signs cookies: from the environment, or made once and kept in the data folder for its owner only."""
    given = os.environ.get("TAYSEER_SECRET_KEY")
    if given:
        return given
    path = data / "secret.key"
    data.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".secret.{secrets.token_hex(8)}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            # A link fails when another process was first, so two starting at once still agree on one key.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
