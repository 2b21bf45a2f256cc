"""The columns that tables show: what the contracts of frames say of them, and how their values read."""

from collections.abc import Collection
from typing import Final

from mlpm_analytics.frames import COUNT, Frame
from mlpm_analytics.frames import Column as Contract
from mlpm_analytics.frames import Kind as Holds
from mlpm_analytics.views.model import Column, Kind

_OWN: Final[dict[str, Kind]] = {  # columns whose values read in a way of their own
    "evidence": "evidence",
    "rule": "rule",
    "variance_days": "change",
    "bias": "ratio",
    "back_on": "text",
    **dict.fromkeys(("rework_share", "share", "active_share", "effort_share"), "share"),
    **dict.fromkeys(("phase", "current_phase", "from_phase", "to_phase"), "phase"),
    **dict.fromkeys(("started_at", "stopped_at", "changed_at", "loaded_at", "as_of"), "moment"),
    **dict.fromkeys(("key", "project", "next_key"), "key"),
}
_BY_KIND: Final[dict[Holds, Kind]] = {
    Holds.FLAG: "flag",
    Holds.INSTANT: "date",
    Holds.DATE: "week",
    Holds.PLACE: "count",
}
_ADDRESSES: Final = {"message": "url", "deliverable": "deliverable"}  # the column that has what a value leads to
_OPTIONAL: Final = {
    *("least_active_days", "most_active_days", "free_since_at", "back_on"),
    *("is_owner_derived", "team", "handed_over_days", "blocked_by", "test_progress"),
}


def columns(frame: Frame, *names: str, wide: Collection[str] = (), data: Collection[str] = ()) -> tuple[Column, ...]:
    """The columns of a table, in their order, as the contract has them; one that was added is in the dictionary.

    Those in `wide` need much room, those in `data` are for sorting and saving.
    """
    return tuple(
        Column(
            name,
            frame[name].label,
            _kind(frame[name]),
            unit=frame[name].unit,
            url=_ADDRESSES.get(name, ""),
            level="wide" if name in wide else "data" if name in data else "always",
            is_optional=name in _OPTIONAL,
            help=frame[name].help,
        )
        for name in names
    )


def _kind(known: Contract) -> Kind:
    """How the values of a column read."""
    if known.name in _OWN:
        return _OWN[known.name]
    if known.dtype == COUNT:
        return "count"
    if known.kind is Holds.FIGURE:
        return "days" if known.unit.endswith("days") else "number"
    return _BY_KIND.get(known.kind, "text")
