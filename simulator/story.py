"""The story of the sample: what each scientist did, in which order.

An agenda is a line of text for each stretch of work on a project:

    churn R3 D4 M5 D1 M2 P3 A15     three Tasks of Research, four of Data Exploration, …; a test of 15 working days
    - x2                            two Tasks without an Epic
    churn S2 done                   two of Results Analysis, once the test has ended; the Epic is done
    ranking @2026-10-08 M=3         waits until that day; one Task of exactly 3 working days
    ranking ?=3                     a Task that nobody gave a phase
    ranking drop | ranking hold     the Epic is closed as Won't Do, or put on hold
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LETTERS = {
    "R": "Research",
    "D": "Data Exploration",
    "M": "Modeling",
    "P": "Productization",
    "A": "A/B Testing",
    "S": "Results Analysis",
}
NO_PROJECT = "-"


@dataclass(frozen=True)
class Step:
    """One word of an agenda."""

    project: str
    what: str  # a letter of `LETTERS`, ? without a phase, x without an Epic, @ wait, or done, drop, hold
    count: int = 1  # of Tasks; of A the working days of the test
    days: int | None = None  # of a Task that takes exactly so long
    day: str = ""  # to wait for

    @property
    def phase(self) -> str | None:
        """The phase of its Tasks."""
        return LETTERS.get(self.what)

    @property
    def task_count(self) -> int:
        """How many Tasks it is; a test is two: one to design it, one to run it."""
        return 2 if self.what == "A" else self.count


def steps(agenda: str) -> Iterator[Step]:
    """The steps of an agenda in their order.

    >>> [step.what for step in steps("churn R3 @2026-10-08 M=3 done")]
    ['R', '@', 'M', 'done']
    """
    for line in agenda.strip().splitlines():
        project, *words = line.split()
        for word in words:
            yield _step(project, word)


def _step(project: str, word: str) -> Step:
    if word.startswith("@"):
        return Step(project, "@", day=word[1:])
    if found := re.fullmatch(r"(.)(=?)(\d+)", word):
        what, exactly, amount = found.groups()
        return Step(project, what, days=int(amount)) if exactly else Step(project, what, int(amount))
    return Step(project, word)


AGENDAS = {
    "mira": (
        "2025-04-14",
        """
        churn     R3 D4 M4 D1 M3 P3 A15
        tickets   R2 D3
        churn     S2 done
        tickets   D1 M4 D1 M3
        docs      M2
        tickets   P3 M1 P2 A15
        -         x2
        dedupe    R2 D3
        tickets   S2 done
        images    M2
        -         x1
        dedupe    D1 M3 D1 M3
        homepage  M2
        dedupe    P2
        ranking   R2 D4 M2 D1 M6
        dedupe    P2
        ranking   M5 P6
        """,
    ),
    "jonas": (
        "2025-04-14",
        """
        demand    R3 D4 M4 D1 M3 P4 A20
        weather   R2 D4 R1 D1 drop
        demand    S2 done
        basket    R2 D4 M4 D2 M3 P4 A15
        -         x2
        homepage  R3 D3
        basket    S2 done
        homepage  D1 M4 D1 M3 P2 M1 P3
        -         x1
        forecast  R3 D4 M3 D1 M1
        homepage  P1 A25
        forecast  M9
        """,
    ),
    "dana": (
        "2025-05-05",
        """
        query     R2 D4 M4 D1 M4 P4 A15
        fraud     R2 D3
        query     S2 done
        fraud     D1 M4 D1 M3 P3 M1 P2 A20
        -         x2
        images    M2
        payments  R3 D3
        fraud     S2 done
        -         x1
        payments  D1 M4
        anomaly   M1
        payments  D1 M3 P3
        assistant M2
        -         x1
        catalog   M2
        payments  M3 @2026-09-18 D1 M1 D1 M=3 M=4 M=4
        """,
    ),
    "leyla": (
        "2025-09-01",
        """
        docs      R3 D4 M4 D1 M3 P4 A15
        images    R3 D3
        docs      S2 done
        images    D1 M4 D1 M2 drop
        -         x1
        homepage  D2
        dedupe    D1
        delivery  P1
        leads     M1
        speech    R3 D4 M3 D1 M2
        invoices  M1
        speech    M1
        forecast  D1
        speech    M3
        catalog   M1
        speech    D1 M1 @2026-10-01 M=12
        """,
    ),
    "priya": (
        "2025-10-06",
        """
        reviews   R2 D4 M5 D1 M3 P4 A15
        leads     R2 D3
        reviews   S2 done
        leads     M4 D1 M3 hold
        -         x2
        catalog   R3 D4 M4 D1 M4 P2
        assistant M1
        catalog   P4 M2 P2 @2026-10-09
        -         x=4
        """,
    ),
    "tomek": (
        "2026-01-07",
        """
        delivery  R3 D4 M4 D1 M3 P3 A15
        invoices  R2
        delivery  S2 done
        catalog   D1
        invoices  D4 M4 D1 M3
        forecast  D1
        invoices  D1 M3 P1 M1 @2026-10-08 M=5
        """,
    ),
    "caleb": (
        "2026-03-02",
        """
        anomaly   R2 D4 M4 D1 M2 P3 A10
        assistant R3 D2
        anomaly   S2 done
        assistant D2 M4 D1 M4 P2 @2026-10-13 ?=4
        """,
    ),
}
BACKLOG = {"energy": "2026-08-24", "translation": "2026-09-21"}  # filed that day, not begun
