"""A working directory in which a person types `mlpm`."""

import os
import subprocess
import sys
from pathlib import Path

from tests.fakejira import FakeJira

MLPM = "from mlpm_analytics.cli import main; main()"
SCARCE = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); "  # no file becomes larger


class Desk:
    """A working directory with settings for one Jira."""

    def __init__(self, folder: Path, jira: FakeJira, settings: str = "") -> None:
        self.folder, self.jira, self.said = folder, jira, ""
        (folder / "mlpm.toml").write_text(f'[jira]\nurl = "{jira.url}"\nprojects = ["ML"]\npace = 0\n{settings}')

    def mlpm(self, *words: str, code: int = 0, most_bytes: int | None = None, **environ: str) -> str:
        """What the command says on both channels; its exit code must be `code`.

        No file may grow beyond `most_bytes`, as on a full disk.
        """
        scarce = SCARCE.format(most_bytes) if most_bytes else ""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JIRA_")}
        given = {"JIRA_TOKEN": self.jira.token, "JIRA_EMAIL": self.jira.email} | environ
        done = subprocess.run(
            [sys.executable, "-c", scarce + MLPM, *words],
            cwd=self.folder,
            env=kept | {name: value for name, value in given.items() if value},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        self.said += done.stdout + done.stderr
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr
