"""What users install is locked apart from what the gate needs besides."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def locked(name: str) -> dict[str, str]:
    """Each package with its whole entry: version, marker and hashes."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    return {re.split(r"[=\s]", entry)[0]: entry for entry in entries if entry}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", requirement)[0] for requirement in requirements}


USERS, DEVELOPMENT = locked("requirements.lock"), locked("requirements-dev.lock")


def test_users_install_what_the_program_imports_and_nothing_of_the_gate():
    assert names(PROJECT["project"]["dependencies"]) <= USERS.keys()
    assert not names(PROJECT["dependency-groups"]["dev"]) & USERS.keys()


def test_the_gate_runs_on_the_very_versions_that_users_install():
    assert {name: DEVELOPMENT[name] for name in USERS} == USERS
    assert names(PROJECT["dependency-groups"]["dev"]) <= DEVELOPMENT.keys()


def test_a_lock_names_packages_and_hashes_and_no_address():
    for entry in DEVELOPMENT.values():
        assert "://" not in entry
        assert "--hash=sha256:" in entry
