"""Where the token is: the environment, Streamlit's secrets, or the keyring of the system. Never in `mlpm.toml`."""

import importlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from mlpm_analytics.errors import LoginError

SECRETS: Final = Path(".streamlit/secrets.toml")
HOW_TO: Final = (
    "Set JIRA_TOKEN (and for Jira Cloud JIRA_EMAIL) in the environment, or put token and email under [jira] in "
    f"{SECRETS.as_posix()}. Jira Cloud: an API token of your Atlassian account; Data Center: a personal access token."
)


@dataclass(frozen=True)
class Credentials:
    """Who asks; the token is not shown by anything that prints this."""

    token: str = field(repr=False)
    email: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name, value in (("token", self.token), ("email", self.email or "")):
            if not (value.isascii() and value.isprintable()) or (name == "token" and not value):
                raise LoginError(f"The {name} for Jira holds characters that none can have. Copy it again. {HOW_TO}")


def find_credentials(url: str, *, environ: Mapping[str, str] = os.environ, secrets: Path = SECRETS) -> Credentials:
    """The token for the Jira at `url`. Raises `LoginError` where there is none."""
    for token, email in (_of_environment(environ), _of_secrets(secrets), *_of_keyring(url)):
        if token:
            return Credentials(token.strip(), (email or "").strip() or None)
    raise LoginError(f"There is no token for Jira. {HOW_TO}")


def _of_environment(environ: Mapping[str, str]) -> tuple[str | None, str | None]:
    return environ.get("JIRA_TOKEN"), environ.get("JIRA_EMAIL")


def _of_secrets(path: Path) -> tuple[str | None, str | None]:
    try:
        secrets: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, None
    except (OSError, ValueError):  # what tomllib says may quote a line of secrets
        secrets = {}
        fault = f"{path} cannot be read, or is not TOML. Mend it, or set JIRA_TOKEN in the environment."
    else:
        fault = ""
    if fault:
        raise LoginError(fault)
    section = secrets.get("jira")
    own = section if isinstance(section, dict) else {}
    token, email = own.get("token", secrets.get("JIRA_TOKEN")), own.get("email", secrets.get("JIRA_EMAIL"))
    return token if isinstance(token, str) else None, email if isinstance(email, str) else None


def _of_keyring(url: str) -> Iterator[tuple[str | None, str | None]]:
    """What the keyring keeps for the host, where the package `keyring` is installed."""
    try:
        keyring: Any = importlib.import_module("keyring")
        entry = keyring.get_credential(f"mlpm {urlsplit(url).hostname}", None)
    except Exception:  # no such package, or no keyring here: its errors have no common class
        return
    if entry is not None:
        yield entry.password, entry.username if "@" in entry.username else None
