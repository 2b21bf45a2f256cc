"""`python -m mlpm_analytics.sample FOLDER` writes the sample portfolio into a folder."""

import sys
from pathlib import Path

from mlpm_analytics.sample import write_sample


def main(arguments: list[str]) -> int:
    """Write the sample into the one folder that was named; 2 where none or several were."""
    if len(arguments) != 1:
        sys.stderr.write("Which folder? For example: python -m mlpm_analytics.sample data/sample\n")
        return 2
    for path in write_sample(Path(arguments[0])):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
