"""A report cut at its headings."""

from dataclasses import dataclass, field

from mlpm_analytics.reports.document import Block, Heading, Paragraph, Report, Table


@dataclass
class Section:
    """A heading and what stands under it."""

    title: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def take(self, block: Block) -> None:
        """Add a paragraph or a table."""
        match block:
            case Paragraph():
                self.paragraphs.append(block)
            case Table():
                self.tables.append(block)


def sections(report: Report) -> list[Section]:
    """The sections of a report, which begins with its title."""
    found: list[Section] = []
    for block in report.blocks:
        if isinstance(block, Heading):
            found.append(Section(block.text))
        else:
            found[-1].take(block)
    return found
