"""Where the search meets the program: the words that both sides of an exploration use.

A *host* runs one program again and again; before every step it asks a *chooser* who moves, and afterwards tells it what was
done. The search knows nothing else of the program, and the host nothing of the search.

**Keys.** A thread, an object, a location has the same key in every execution, however its operations were reordered: threads
are ``"0"`` (main), ``"0.1"`` (the first thread that main made), ``"0.1.2"``; an object is named by its maker and its place
among what that thread made (``"0.1:3"``); a location by its object and attribute. Never by a global counter or address.

**Steps.** A step is the operation a thread stands before (its ``Pending``), and everything up to its next point. What it did to
things others can notice is listed as ``Done``, the pending operation first. Words are those of ``engine.operations``:

==================== ============================== ==========================================================================
kind                 op                             outcome
==================== ============================== ==========================================================================
location             read, write                    None
Lock                 acquire · release              True, False (a failed try, or timed out) · None
RLock                acquire · release              the same; ``NESTED`` when held before and after by the same thread
Condition            wait                           ``BEGUN``: enqueued; the same step also lists the release of the lock
″                    wake                           True: notified; the same step lists the acquire of the lock. False: timed out
″                    reenter                        True, after a wake that timed out; the same step lists the acquire
″                    notify, notify_all             None (``value`` is n; None for all)
Semaphore, Bounded…  acquire · release              True, False · None (``value`` is n)
Event                set, clear · is_set            None · the flag
″                    wait                           True, False (timed out); ``BEGUN`` if it parks (only if ``value`` says so)
″                    wake                           after that: True (set since), False (timed out)
Barrier              arrive · leave                 the index, ``BEGUN`` if it parks · then True, False (timed out)
″                    reset, abort                   None
Queue and its kin    put, get                       True, False (full, empty, timed out)
″                    qsize, empty, full             the answer
″                    task_done · join_queue         None · None
″                    shutdown                       None
Thread               start, begin, end · join       None · True, False (timed out). ``end`` ends the list of a thread's last step
″                    is_alive                       the answer
Timer                timer · cancel                 True (fired), False (cancelled) · None
ThreadPoolExecutor   submit, work, shutdown         None
Future               result · finish, cancel        True, False (timed out) · None (``finish`` is in the worker's step)
(none)               sleep time print line exit     None: touch nothing that another thread can notice
==================== ============================== ==========================================================================

An operation that raises has the outcome ``RAISED``. Any other word is allowed: it counts as touching its whole object.
A lock of library code is listed too where it was taken or given back and somebody may hold it across a point.

**Blocking.** A thread enters the body of a blocking operation when the guard lets it (``ready``). Three have no guard and are
entered, and their second half is an operation of its own: ``wait`` of a Condition (``wake`` is ready when notified *and*
the lock is free; after a timeout the lock is taken by ``reenter``, always a step of its own), ``arrive`` at a Barrier
that is not full (``leave``; while a full one empties, ``arrive`` is not ready), and ``wait`` of an Event that the program
somewhere clears (``wake`` is ready once it was set since; ``value`` of such a ``wait`` is ``BEGUN``). As long as nobody has
cleared an event in any execution its ``wait`` has a guard, which makes one schedule of many; the first ``clear`` is learned.

**Time is a choice.** There are no ticks. A thread whose operation has a deadline (``timed``) may be chosen at any time: if it is
``ready`` it succeeds; if not, its time is up and the operation ends with False. ``sleep`` is always such, and a
``timer`` until it is cancelled.
Each thread has a time of its own, which its causal past alone decides: the chooser's ``now`` is what the clock of the
program reads, so that reordering independent steps changes no reading. ``search.keeper`` keeps it.

**Learning.** Where the host finds in the middle of an execution that it cuts steps too coarsely (a location which only one thread
touched is touched by a second one, say), it says ``learned``: from the next execution on it cuts finer, and the search
that counts executions begins again.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

Key = str
"""Name of a thread, an object or a location that is the same in every execution."""

BEGUN = "begun"
"""Outcome of an operation that parks inside; its second half is pending next."""

NESTED = "nested"
"""Outcome of an acquire or release of an RLock that its holder had before and has afterwards."""

RAISED = "raised"
"""Outcome of an operation that raised an exception."""


class Place(NamedTuple):
    """A line of the program."""

    file: str
    line: int
    function: str = ""


class Pending(NamedTuple):
    """What a thread stands before.

    ``object`` is the key of what it is done to (a thread's key for operations on threads), "" for none. ``ready`` is what its
    guard says now. ``timed`` is how long it may wait, in ns from when the thread came to stand here; None without a deadline.
    ``value`` is n for ``notify`` and ``release``, False for a non-blocking try (such a try is always ``ready``), ``BEGUN`` for
    a ``wait`` that parks, else None.
    ``size`` is what the object was made with: a semaphore's permits, a queue's maxsize (0: unbounded), a barrier's parties,
    1 for a Condition over an RLock; else 0.
    ``lock`` is the key of a Condition's lock, "" for other kinds. ``state`` is equal exactly if the thread would do the same
    again (positions and locals of all its frames); None where the host does not say, which is always allowed.
    """

    op: str
    kind: str = ""
    object: Key = ""
    ready: bool = True
    timed: int | None = None
    value: Any = None
    size: int = 0
    lock: Key = ""
    place: Place | None = None
    state: Hashable = None


class Done(NamedTuple):
    """An operation that was done within a step. ``value`` and ``size`` as in ``Pending``; depth for a lock that a wait lets go."""

    op: str
    kind: str = ""
    object: Key = ""
    outcome: Any = None
    value: Any = None
    size: int = 0


class Chooser(Protocol):
    """Who goes next. One chooser serves one execution."""

    def choose(self, enabled: Sequence[Key], standing: Mapping[Key, Pending], last: Key) -> Key | None:
        """The thread that moves, or None: end this execution here.

        ``enabled`` are the threads that are ready or timed, in a fixed order, not empty. ``standing`` has every living thread,
        blocked ones too; it is the host's own, changes, and is left as it is when the run ends. ``last`` made the previous step
        ("" at the start).
        """

    def did(self, thread: Key, done: Sequence[Done]) -> None:
        """What the step chosen last did; after it, before the next ``choose``. The list is not changed afterwards."""

    def now(self, thread: Key) -> int:
        """The thread's own virtual time, in ns since the start: what it reads when it looks at the clock."""


STOPPED, CRASHED = "stopped", "crashed"
"""Verdicts: its chooser ended the execution; the process died of it."""


class Execution(NamedTuple):
    """How one run of the program ended.

    ``verdict`` is a word of the engine's (``passed failed deadlock livelock crashed``), or ``stopped`` if the chooser ended it.
    ``error`` is the class of the uncaught exception, "" without. ``where`` are the lines that say where it failed: of the
    exception, or of the blocked threads, in a fixed order. ``final`` are the shared values at the end, where the host can tell
    them. ``cut`` says that a limit ended it, or that daemon threads could have gone on for ever: nothing is proved then.
    So it is where the host has not seen in full what depends on what. ``why`` says it in words.
    ``choices`` is the schedule as the engine's tokens write it; of one that passed it may be left out.
    """

    verdict: str
    message: str = ""
    error: str = ""
    where: tuple[Place, ...] = ()
    final: Hashable = None
    steps: int = 0
    cut: bool = False
    why: str = ""
    learned: bool = False
    choices: str = ""

    @property
    def signature(self) -> tuple[str, str, tuple[tuple[str, int], ...]]:
        """What makes two failures the same one, whatever their messages say."""
        return self.verdict, self.error, tuple((place.file, place.line) for place in self.where)


class Host(Protocol):
    """Runs the program."""

    def execute(self, chooser: Chooser, max_steps: int) -> Execution:
        """One run from the start, each step chosen by ``chooser``.

        Daemon threads go on after the last other thread has ended, until none can. An exception from the chooser ends
        the run and comes out of here.
        """

    def moves(self, choices: str, max_steps: int) -> list[Key]:
        """The threads of a schedule, step by step as the host cuts steps now: of an execution that ``learned`` they are others."""
