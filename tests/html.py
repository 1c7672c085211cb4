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


class _Form(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._action, self._inside = action, False
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = said.get("action", "").partition("?")[0].endswith(self._action)
        if not self._inside:
            return
        if tag == "input" and said.get("type") != "checkbox":
            self.fields.setdefault(said["name"], []).append(said.get("value", ""))
        elif tag == "input" and "checked" in said:
            self.fields.setdefault(said["name"], []).append(said["value"])
        elif tag == "select":
            self._select = said["name"]
            self.fields.setdefault(self._select, []).append("")
        elif tag == "option" and "selected" in said and self._select:
            self.fields[self._select][-1] = said["value"]
        elif tag == "textarea":
            self._text = said["name"]
            self.fields.setdefault(self._text, []).append("")

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields[self._text][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text:
            # The line end after the tag is none of the text.
            self.fields[self._text][-1] = self.fields[self._text][-1].removeprefix("\n")
            self._text = None
        self._inside = self._inside and tag != "form"


def values(page: str, action: str) -> dict[str, list[str]]:
    """What a browser would send with the form whose address ends so, by name, in the order of the page."""
    reader = _Form(action)
    reader.feed(page)
    reader.close()
    return reader.fields
