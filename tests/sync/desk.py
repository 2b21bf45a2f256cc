"""A working directory in which a person types `mlpm`."""

import os
from pathlib import Path

from tests.cli.running import mlpm, mlpm_process
from tests.fakejira import FakeJira

SCARCE = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); "  # no file becomes larger


class Desk:
    """A working directory with settings for one Jira."""

    def __init__(self, folder: Path, jira: FakeJira, settings: str = "") -> None:
        self.folder, self.jira, self.said = folder, jira, ""
        (folder / "mlpm.toml").write_text(f'[jira]\nurl = "{jira.url}"\nprojects = ["ML"]\npace = 0\n{settings}')

    def mlpm(self, *words: str, code: int = 0, **environ: str) -> str:
        """What the command says on both channels; its exit code must be `code`."""
        return self._kept(mlpm(*words, cwd=self.folder, code=code, environ=self._environ(environ)))

    def process(self, *words: str, code: int = 0, most_bytes: int | None = None) -> str:
        """What the command says in a process of its own; no file may grow beyond `most_bytes`, as on a full disk."""
        scarce = SCARCE.format(most_bytes) if most_bytes else ""
        return self._kept(mlpm_process(*words, cwd=self.folder, code=code, environ=self._environ({}), before=scarce))

    def _environ(self, given: dict[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JIRA_")}
        own = {"JIRA_TOKEN": self.jira.token, "JIRA_EMAIL": self.jira.email} | given
        return kept | {name: value for name, value in own.items() if value}

    def _kept(self, said: str) -> str:
        self.said += said
        return said
