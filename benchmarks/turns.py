"""Takes turns between the product and the floor, and adds up what each has used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.checks import shown
from benchmarks.clients import Answer, Generator, Visitor, Wrong
from benchmarks.servers import Backends, Server
from benchmarks.tasks import Task

MOST = 2000
"""Requests in one turn, at most."""

SIZES = 0.1
"""The floor's pages are as large as the product's, up to this share."""


@dataclass
class Side:
    """The product or the floor, and what its turns came to."""

    server: Server
    visitors: dict[str, Visitor]
    cpu: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    size: int = 0
    text: list[str] = field(default_factory=list)
    next: int = 0
    """Where among its addresses the next turn begins: one with many asks for others than the turn before."""
    headers: dict[str, str] = field(default_factory=dict)
    """What the requests of the present task say besides."""


@dataclass(frozen=True)
class Result:
    """One page on one database: milliseconds of CPU a request (workers; PostgreSQL's processes), requests a second."""

    name: str
    cpu: tuple[float, float]
    database: tuple[float, float]
    rate: tuple[float, float]
    ratio: float
    size: tuple[int, int]
    same_text: bool | None
    limit: float | None


Batches = Callable[[Side, int], list[list[bytes]]]


class Bench:
    """The two, the load generator, and how long a turn takes."""

    def __init__(
        self, product: Side, floor: Side, generator: Generator, backends: Backends, write: Callable[[], None],
        *, turns: int, seconds: float,
    ) -> None:  # fmt: skip
        self.product, self.floor, self._generator, self._backends = product, floor, generator, backends
        self._write, self._turns, self._seconds = write, turns, seconds

    def measure(self, task: Task) -> Result:
        """Check both, then take turns."""
        for side in (self.product, self.floor):
            self.check(side, task)
        if task.same_page:
            share = self.floor.size / self.product.size
            if abs(share - 1) > SIZES:
                raise Wrong(f"{task.name}: the floor's page has {share:.2f} times the product's size")
        same = self.product.text == self.floor.text if task.same_page else None
        if task.after_a_write:
            return self._after_writes(task, same=same)
        return self.take_turns(task, lambda side, count: self.batches(task, side, count), same=same)

    def check(self, side: Side, task: Task) -> None:
        """Raise Wrong unless a side answers as it should."""
        is_floor = side is self.floor
        side.size, side.text = 0, []
        side.headers = {}
        who = "floor" if is_floor else "product"
        if task.unchanged:
            side.headers = {"If-None-Match": self._ask(side, task, task.on(floor=is_floor)[0]).headers.get("etag", "")}
        for path, check in zip(task.on(floor=is_floor), task.checks, strict=True):
            answer = self._ask(side, task, path)
            if answer.status != self._expected(side, task):
                raise Wrong(f"{task.name}, {who}: {path} answers {answer.status}")
            try:
                check(answer)
            except Wrong as problem:
                raise Wrong(f"{task.name}, {who}, {path}: {problem}") from problem
            side.size += len(answer.body)
            side.text += [shown(answer)] if task.same_page else []

    @staticmethod
    def _ask(side: Side, task: Task, path: str) -> Answer:
        return side.visitors[task.who].ask(path, headers=side.headers)

    def batches(self, task: Task, side: Side, count: int) -> list[list[bytes]]:
        """So many requests to one side, parted among the connections."""
        paths = task.on(floor=side is self.floor)
        visitor = side.visitors[task.who]
        requests = [visitor.request(path, headers=side.headers) for path in paths]
        each = max(1, count // task.at_once)
        found = [[requests[(side.next + place * each + turn) % len(requests)] for turn in range(each)]
                 for place in range(task.at_once)]  # fmt: skip
        side.next += each * task.at_once
        return found

    def take_turns(self, task: Task, batches: Batches, *, same: bool | None = None) -> Result:
        """So many turns of each, one after the other."""
        count = self._calibrated(task, batches)
        self._forget()
        for _ in range(self._turns):
            for side in (self.product, self.floor):
                self._turn(side, task, batches(side, count))
        return self._result(task, same=same)

    def _calibrated(self, task: Task, batches: Batches) -> int:
        """How many requests fill a turn on both; the first ones also warm up."""
        slowest = 0.0
        for side in (self.product, self.floor):
            for count in (task.at_once, task.at_once * 2):
                turn = self._generator.turn(side.server.port, batches(side, count), self._expected(side, task))
            slowest = max(slowest, turn.seconds / turn.requests)
        return max(task.at_once, min(MOST, int(self._seconds / slowest)))

    def _expected(self, side: Side, task: Task) -> int:
        return task.floor_status if side is self.floor else task.status

    def _turn(self, side: Side, task: Task, batches: list[list[bytes]]) -> None:
        cpu, database = side.server.cpu(), self._backends.cpu()
        turn = self._generator.turn(side.server.port, batches, self._expected(side, task))
        side.cpu.append((side.server.cpu() - cpu) * 1000 / turn.requests)
        side.database.append((self._backends.cpu() - database) * 1000 / turn.requests)
        side.rates.append(turn.requests / turn.seconds)

    def _after_writes(self, task: Task, *, same: bool | None) -> Result:
        """Each request comes after a write, so that nothing that was kept still holds."""
        once = {side: self._timed(side, task) for side in ("product", "floor")}
        count = max(3, min(40, int(self._seconds / max(once.values()))))
        self._forget()
        for _ in range(self._turns):
            for side in (self.product, self.floor):
                cpu, database, seconds = side.server.cpu(), self._backends.cpu(), 0.0
                for number in range(count):
                    seconds += self._one(side, task, number)
                side.cpu.append((side.server.cpu() - cpu) * 1000 / count)
                side.database.append((self._backends.cpu() - database) * 1000 / count)
                side.rates.append(count / seconds)
        return self._result(task, same=same)

    def _timed(self, which: str, task: Task) -> float:
        side: Side = getattr(self, which)
        return min(self._one(side, task, number) for number in range(3))

    def _one(self, side: Side, task: Task, number: int) -> float:
        self._write()
        paths = task.on(floor=side is self.floor)
        request = side.visitors[task.who].request(paths[number % len(paths)])
        return self._generator.turn(side.server.port, [[request]], self._expected(side, task)).seconds

    def _forget(self) -> None:
        for side in (self.product, self.floor):
            side.cpu, side.database, side.rates = [], [], []

    def _result(self, task: Task, *, same: bool | None) -> Result:
        ours, floor = self.product, self.floor
        ratio = median(a / b for a, b in zip(ours.cpu, floor.cpu, strict=True))

        def both(of: Callable[[Side], Sequence[float]]) -> tuple[float, float]:
            return median(of(ours)), median(of(floor))

        return Result(
            task.name, both(lambda side: side.cpu), both(lambda side: side.database), both(lambda side: side.rates),
            ratio, (ours.size, floor.size), same, task.limit,
        )  # fmt: skip
