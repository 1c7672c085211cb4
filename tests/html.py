"""Is a page well-formed? What a browser would have to guess at."""

from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "source"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"an attribute twice: {self.get_starttag_text()}")
        for name, value in attrs:
            if name == "id" and value is not None:
                self.ids.append(value)
            if name in {"for", "aria-describedby", "aria-labelledby"}:
                self.targets += (value or "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> in line {self.getpos()[0]} closes nothing")


def faults(page: str) -> list[str]:
    """Tags that do not match, attributes or ids that come twice, labels of what is not there."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    twice = sorted({one for one in reader.ids if reader.ids.count(one) > 1})
    astray = sorted(set(reader.targets) - set(reader.ids))
    return [
        *reader.faults,
        *(f"<{tag}> stays open" for tag in reader.open),
        *(f"id twice: {one}" for one in twice),
        *(f"no element has the id {one}" for one in astray),
    ]
