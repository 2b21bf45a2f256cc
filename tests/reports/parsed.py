"""A file to send as a browser reads it: its elements, its text, the exact figures in its rows."""

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Parsed(HTMLParser):
    """`elements`: tag and attributes of each; `text`: what a reader sees; `rows`: the `<data>` of marked rows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[tuple[dict[str, str | None], list[float]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self._open: list[str] = []
        self._texts: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    @property
    def text(self) -> str:
        return " ".join("".join(self._texts).split())

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag in VOID:
            return
        self._open.append(tag)
        if tag == "script":
            self.scripts.append((found, ""))
        if tag in ("tr", "li"):
            self.rows.append((found, []))
        if tag == "data" and self.rows:
            self.rows[-1][1].append(float(found["value"]))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        inside = self._open[-1] if self._open else ""
        if inside == "script":
            attributes, before = self.scripts[-1]
            self.scripts[-1] = (attributes, before + data)
        elif inside != "style":
            self._texts.append(data)

    def marked(self, name: str) -> dict[str, list[float]]:
        """The figures of the rows that carry an attribute, by its value."""
        return {row[name]: values for row, values in self.rows if name in row}
