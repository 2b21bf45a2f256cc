"""Notes on one file while it is read: what is ignored, unreadable or doubtful."""

from mlpm_analytics.frames import Note

SHOWN = 60  # characters of a cell in a message
LISTED = 8  # lines in a message


def shown(value: object) -> str:
    """A value as it is quoted in messages, cut to a bearable length."""
    text = str(value)
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")


class FileNotes:
    """Collects notes; doubtful cells of one column become one note that counts them and names their lines."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._notes: list[Note] = []
        self._cells: dict[tuple[str, str], list[tuple[int, str]]] = {}

    def add(self, message: str, line: int | None = None, column: str | None = None) -> None:
        """A note on the file, or on one place in it."""
        self._notes.append(Note(self.path, message, line, column))

    def cell(self, line: int, column: str, cell: str, what: str) -> None:
        """One cell of which `what` says what is the matter, in words that follow the cell."""
        self._cells.setdefault((column, what), []).append((line, cell))

    def notes(self) -> tuple[Note, ...]:
        """All notes, in the order in which they were made; those on cells last."""
        return (*self._notes, *(self._on_cells(*place, cells) for place, cells in self._cells.items()))

    def _on_cells(self, column: str, what: str, cells: list[tuple[int, str]]) -> Note:
        (line, first), others = cells[0], [str(line) for line, _ in cells[1:]]
        listed = ", ".join(others[:LISTED]) + (", …" if len(others) > LISTED else "")
        more = f" The same holds for {len(others)} more, in line {listed}." if others else ""
        return Note(self.path, f"{shown(first)} {what}.{more}", line, column)
