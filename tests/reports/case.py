"""One portfolio that the reports are shown with: Thursday 12 March 2026, in Berlin."""

from functools import cache

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task

AS_OF = "2026-03-12 12:00"
CALENDARS = Calendars(Hours("Europe/Berlin"))
WORKFLOW = Workflow(browse_url="https://example.atlassian.net", abandoned_resolutions=frozenset({"won't do"}))
NAMES = {
    "CHURN-1": "Who leaves | and why",
    "CHURN-20": "Rank the *search* results",
    "CHURN-21": "Try a gradient_boosted ranker",
    "CHURN-2": "Compare [baselines]",
}


@cache
def model() -> Model:
    made = portfolio(
        epic("CHURN-1", plan={"Modeling": 1, "A/B Testing": 2}),
        task("CHURN-2", epic="CHURN-1", estimate=3).active("2026-03-02 08:00"),
        task("CHURN-3", epic="CHURN-1", phase="Research", who="bob", estimate=2).active(
            "2026-03-06 09:00", "2026-03-09 16:00", after="done"
        ),
        task("CHURN-4", epic="CHURN-1", who="ana").active("2026-03-10 08:00"),
        task("CHURN-5", epic="CHURN-1", phase="A/B Testing", who="bob").active("2026-03-10 08:00"),
        epic("CHURN-20", plan={"Modeling": 0.5}).done("2026-03-10 15:00"),
        task("CHURN-21", epic="CHURN-20", who="bob", estimate=1).active("2026-02-23 08:00", "2026-02-26 12:00", "done"),
        epic("CHURN-30"),
        task("CHURN-31", epic="CHURN-30", who="cleo").active("2026-02-16 08:00", "2026-02-20 12:00"),
        epic("CHURN-40"),
        task("CHURN-109", epic="CHURN-40", who="bob"),
        task("CHURN-41", epic="CHURN-40", who="bob", estimate=8),
        epic("CHURN-50").changed("resolution", "2026-01-30 12:00", "won't do").done("2026-01-30 12:00"),
        task("CHURN-51", epic="CHURN-50", phase="Research", who="dora", evidence="inferred", estimate=1).active(
            "2026-01-26 08:00", "2026-01-28 16:00", "done"
        ),
    )
    items = made.work_items
    made.work_items["summary"] = items["key"].map(NAMES).astype("str").fillna(items["summary"])
    return made


@cache
def figures(as_of: str = AS_OF) -> Figures:
    return seen(model(), as_of, WORKFLOW, CALENDARS)


def mapped() -> Mapped:
    return Mapped(model(), WORKFLOW, CALENDARS)
