"""Pieces of a search handed out to an executor: processes here, or a cluster. Nothing else knows of executors.

The interface is ``concurrent.futures.Executor`` and one function, ``work(piece, seconds)``, of plain values: what it is given, what
it returns, what it raises.

1. Answers are taken in the order of their pieces, so that who was faster makes no difference: the failure that is told is that of
   the first piece that has one, and later pieces are dropped. Limits of time, and a person's end, come when they come.
2. A worker that dies (``Died``, or whatever the executor raises for it) loses its piece only, which is handed out again.
3. At an end before the end, pieces under way are asked for what they know.
"""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from math import inf
from time import monotonic
from typing import Any

from threadtui.search.explore import Stop
from threadtui.search.splitting.pieces import Answer, Piece
from threadtui.search.splitting.plans import Plan, Taken
from threadtui.search.tally import Tally

TICK_SECONDS = 0.1
"""Between two looks at whether a person wants an end, and two reports."""

AHEAD = 3
"""Pieces per worker that are cut and not answered: enough that nobody waits for the slowest, few enough to learn in time."""

ATTEMPTS = 3
"""A piece whose worker dies so often is not handed out again: it is the program that ends its process."""

GRACE_SECONDS = 2.0
"""After the search's time, pieces under way have so long to tell what they know."""

OVER = {stop.name: stop for stop in (Stop.SECONDS, Stop.INTERRUPTED)}
"""An answer that ended so ends the search."""


class Died(Exception):
    """The process that did the piece is gone: how, and how far it was."""


class Crew:
    """A search under way, shared by ``workers``.

    ``end_early`` asks pieces from a number on to end, ``asked`` how often a person wanted an end; ``tick`` is called now and then.
    """

    deaths: tuple[type[BaseException], ...] = (Died, BrokenExecutor, CancelledError)

    def __init__(
        self,
        executor: Executor,
        work: Callable[[dict[str, Any], float | None], Answer],
        plan: Plan,
        tally: Tally,
        workers: int,
        *,
        seconds: float | None = None,
        all_failures: bool = False,
        end_early: Callable[[int], None] = lambda _number: None,
        asked: Callable[[], int] = lambda: 0,
        tick: Callable[[], None] = lambda: None,
    ) -> None:
        self._executor = executor
        self._work = work
        self._plan = plan
        self._tally = tally
        self._window = AHEAD * workers
        self._deadline = inf if seconds is None else monotonic() + seconds
        self._all = all_failures
        self._end_early = end_early
        self._asked = asked
        self._tick = tick
        self._pieces: dict[int, Piece] = {}
        """Cut, and not taken back; in order."""
        self._futures: dict[Future[Answer], int] = {}
        self._answers: dict[int, Answer] = {}
        self._attempts: dict[int, int] = {}
        self._failed: int | None = None
        """The first piece so far that has a failure, or whose worker died too often."""
        self.lost = ""
        """Why there is no answer to a piece, if there is none."""
        self._last_words: Answer | None = None
        """What that piece had told of failures."""

    @property
    def left(self) -> float | None:
        """Real seconds; None without limit."""
        return None if self._deadline == inf else max(0.0, self._deadline - monotonic())

    def run(self) -> Stop:
        """Until the search ends, for whatever reason."""
        while True:
            self._hand_out()
            if not self._pieces:
                return Stop.EXHAUSTED if self._plan.exhausted else Stop.SCHEDULES
            self._wait(TICK_SECONDS)
            stop = self._take()
            if stop is not None:
                self._drop()
                return stop
            self._tick()
            if self._asked():
                return self._halt(Stop.INTERRUPTED)
            if monotonic() > self._deadline + GRACE_SECONDS:
                return self._halt(Stop.SECONDS)

    # -- handing out

    def _hand_out(self) -> None:
        while self._failed is None and len(self._pieces) < self._window:
            piece = self._plan.next()
            if piece is None:
                return
            self._pieces[piece.number] = piece
            self._submit(piece)

    def _submit(self, piece: Piece) -> None:
        self._futures[self._executor.submit(self._work, piece._asdict(), self.left)] = piece.number

    def _wait(self, seconds: float) -> None:
        done, _ = wait(self._futures, seconds, FIRST_COMPLETED)
        for future in done:
            number = self._futures.pop(future)
            try:
                self._came(number, future.result())
            except self.deaths as death:
                self._died(number, death)

    def _came(self, number: int, answer: Answer) -> None:
        if "lost" in answer:
            self._lost(number, answer["lost"], answer["progress"])
            return
        self._answers[number] = answer
        if answer["failures"] and not self._all:
            self._fails(number)

    def _died(self, number: int, death: BaseException) -> None:
        attempts = self._attempts[number] = self._attempts.get(number, 0) + 1
        if attempts < ATTEMPTS:
            self._submit(self._pieces[number])
        else:
            how, *progress = death.args or (repr(death),)
            self._lost(number, how, progress[0] if progress else {})

    def _lost(self, number: int, how: str, progress: dict[str, Any]) -> None:
        """There will be no answer; a search that is not cut ends with what it told on the way."""
        self.lost = how
        self._last_words = progress.get("met")
        if len(self._pieces) == 1:
            self._tally.partly(progress)
        self._fails(number)

    def _fails(self, number: int) -> None:
        """No piece after this one counts any more."""
        if self._failed is None or number < self._failed:
            self._failed = number
            self._end_early(number + 1)

    # -- taking back

    def _take(self) -> Stop | None:
        """Take answers as far as they have come without a gap; says why the search ends, if it does."""
        while self._pieces:
            number = next(iter(self._pieces))
            if number not in self._answers:
                return self._without(number)
            answer = self._take_one(number)
            if answer["failures"] and not self._all:
                return Stop.FAILURE
            if answer["stop"] in OVER:
                return self._halt(OVER[answer["stop"]])
            if self._plan.exhausted:
                return Stop.EXHAUSTED
            self._hand_out()  # after each answer, lest what is cut depend on how many have come at once
        return None

    def _without(self, number: int) -> Stop | None:
        """There is no answer to this piece yet, or there will be none."""
        if number != self._failed:
            return None
        if self._last_words is None:
            return Stop.LOST
        self._tally.met(self._last_words)
        return Stop.FAILURE if self._last_words["failures"] else Stop.LOST

    def _take_one(self, number: int) -> Answer:
        piece, answer = self._pieces.pop(number), self._answers.pop(number)
        self._tally.met(answer)
        match self._plan.take(piece, answer):
            case Taken.COUNTS:
                self._tally.add(answer)
            case Taken.ANEW:
                self._tally.anew()
        return answer

    def _halt(self, stop: Stop) -> Stop:
        """An end before the end: take what there is."""
        self._end_early(0)
        until, asked = monotonic() + GRACE_SECONDS, self._asked()
        for future in [future for future in self._futures if future.cancel()]:
            del self._futures[future]
        while self._futures and monotonic() < until and self._asked() <= asked:
            self._wait(TICK_SECONDS)
        for number in list(self._pieces):
            if number in self._answers:
                self._take_one(number)
        if self._last_words is not None:
            self._tally.met(self._last_words)
        self._drop()
        return stop

    def _drop(self) -> None:
        """Nobody waits for the rest."""
        self._end_early(0)
        for future in self._futures:
            future.cancel()
        self._futures.clear()
        self._pieces.clear()
