"""A deadlock in sentences: each wait with its line, what it waits for, and why nobody ends it.

``causes`` is the whole; the circle comes first, then waits that nobody is left to end, then who only joins.
"""

from collections.abc import Callable, Iterator

from threadtui.engine.operations import call
from threadtui.world.circles import circles
from threadtui.world.history import History
from threadtui.world.lonely import Lonely, kind_of_wait, lonely
from threadtui.world.parts import Pill, Sentence, counted, join, pills
from threadtui.world.reasons import primitive_name, reason
from threadtui.world.state import Where, World
from threadtui.world.unmarked import Debt
from threadtui.world.waits import Act, Link, chain

MOST_PERMITS, MOST_WORKERS = 4, 8
"""So many are named: a semaphore may have a hundred permits, a pool as many workers."""


def causes(history: History, world: World) -> list[Sentence]:
    """Why nobody goes on in this world, which is one of the history's."""
    told = [sentence for circle in circles(world) for sentence in circle_sentences(history, world, circle)]
    told += [sentence for wait in lonely(history, world) for sentence in lonely_sentences(world, wait)]
    return list(dict.fromkeys(told))  # who stands at one barrier, or waits for one pool, does so for the same reason


def circle_sentences(history: History, world: World, circle: list[int]) -> list[Sentence]:
    """A sentence for each wait of a circle."""
    return [link_sentence(world, link) for link in chain(history, world, circle)]


def link_sentence(world: World, link: Link) -> Sentence:
    """``▐2▌ waits at line 10 for lock_b, which ▐3▌ took at line 15 (step 11)``"""
    start = join(Pill(link.thread), f" waits{at(link.where)} ")
    if link.wants.kind == "thread":
        return join(start, "for ", Pill(link.wants.id), " to end")
    if call_of(world, link):
        return join(start, f"for the result of {call_of(world, link)}, which ", Pill(link.holder), " computes")
    name = primitive_name(world, link.wants.id)
    alone = link.holder == link.thread
    who: Sentence = (" it",) if alone else (" ", Pill(link.holder))
    if link.taken is None:
        return join(start, f"for {name}, which", who, " has")
    took = f" took{' itself' if alone else ''}{at(link.taken.where)} (step {link.taken.step})"
    return join(start, f"for {name}, which", who, took)


def call_of(world: World, link: Link) -> str:
    """The call whose result a link waits for; empty for other waits."""
    pending = world.threads[link.thread].pending
    return str(pending.value or "a call") if pending is not None and pending.op == "result" else ""


def at(where: Where | None) -> str:
    """`` at line 10``; nothing where the place is not known."""
    return f" at line {where.line}" if where else ""


def lonely_sentences(world: World, wait: Lonely) -> list[Sentence]:
    """Who waits for what, and why nobody will do it."""
    thread = world.threads[wait.thread]
    words = reason(world, thread, join(f"waits in {wait.op}"), sentence=True)
    if wait.debts:
        words = _unmarked(world, wait)
    first = join(Pill(wait.thread), f"{at(wait.where)} ", words)
    return [first, *_why(world, wait)]


def _unmarked(world: World, wait: Lonely) -> Sentence:
    queue = world.primitives[wait.wants.id]
    left = queue.view.get("unfinished", 0)
    told = f"waits in {call(wait.op, queue.kind)} on {queue.name}: {counted(left, 'message')}"
    return join(told, f" {'was' if left == 1 else 'were'} never marked done")


def _debtor(world: World, debt: Debt) -> Sentence:
    """``▐2▌, who should have, died of KeyError at line 12: it had got 'c' at line 10 (step 12)``"""
    thread = world.threads[debt.thread]
    died = f"died of {thread.error.type}{at(thread.error.where)}" if thread.error else fate(world, debt.thread)
    what = f"message {debt.item}" if debt.messages == 1 else f"{debt.messages} messages, the last one"
    return join(Pill(debt.thread), f", who should have, {died}: it had got {what}{at(debt.got.where)}",
                f" (step {debt.got.step})")  # fmt: skip


def _still_there(world: World, wait: Lonely) -> Iterator[Sentence]:
    size = world.primitives[wait.wants.id].view.get("size", 0)
    if size:
        yield join(f"{counted(size, 'message')} {'is' if size == 1 else 'are'} still in it: nobody is left to get more")


def _why(world: World, wait: Lonely) -> Iterator[Sentence]:
    if wait.wants.kind == "thread":
        return
    if wait.debts:
        yield from (_debtor(world, debt) for debt in wait.debts)
        yield from _still_there(world, wait)
    elif wait.unheard:
        yield _not_heard(world, wait, wait.unheard)
    elif wait.holder and wait.taken:
        act = wait.taken
        yield join(Pill(wait.holder), f" took it{at(act.where)} (step {act.step}) and {fate(world, wait.holder)}")
    elif wait.permits:
        yield from (_has_permit(world, wait, act) for act in wait.permits[:MOST_PERMITS])
    elif wait.worker:
        yield join(Pill(wait.worker), f" computes it and {fate(world, wait.worker)}")
    elif wait.workers:
        yield _not_taken_up(world, wait)
    else:
        yield _nobody_left(world, wait)


def _has_permit(world: World, wait: Lonely, act: Act) -> Sentence:
    took = f"{at(act.where)} (step {act.step})"
    if act.thread == wait.thread:
        return join(Pill(act.thread), f" took a permit itself{took} and has it still")
    return join(Pill(act.thread), f" took a permit{took} and has it still: it {fate(world, act.thread)}")


def _not_taken_up(world: World, wait: Lonely) -> Sentence:
    """All of a pool's workers wait for what only one of them could do."""
    name, one = primitive_name(world, wait.wants.id), len(wait.workers) == 1
    who = (" is the only worker of ", " waits itself") if one else (" are all workers of ", " wait themselves")
    found = (
        pills(wait.workers[:MOST_WORKERS]) if len(wait.workers) <= MOST_WORKERS else (f"{len(wait.workers)} threads",)
    )
    return join("Nobody has taken it up: ", found, f"{who[0]}{name}, and{who[1]}")


def _not_heard(world: World, wait: Lonely, act: Act) -> Sentence:
    name = primitive_name(world, wait.wants.id)
    heard = f" notified {name}{at(act.where)} (step {act.step}), when nobody was waiting: it was not heard,"
    return join(Pill(act.thread), heard, " and nobody is left to notify it again")


def _nobody_left(world: World, wait: Lonely) -> Sentence:
    name = primitive_name(world, wait.wants.id)
    key = kind_of_wait(world, wait.op, wait.wants.id)
    if key == "arrive":
        return _missing(world, wait)
    done, to_do = _WORDS.get(key, ("did that to", "let it go on"))
    last = wait.last
    if wait.cleared and last is not None:
        return _cleared(name, last, wait.cleared)
    if last is None:
        return join(f"Nobody has ever {done} {name}, and nobody is left to {to_do}")
    if last.thread == wait.thread:
        return join(f"Only it ever {done} {name} itself, last{at(last.where)} (step {last.step})")
    woke = join(", which let ", pills(wait.woke), " go on,") if wait.woke else ()
    return join(
        Pill(last.thread), f" last {done} {name}{at(last.where)} (step {last.step})", woke,
        f" and {fate(world, last.thread)}: nobody is left to {to_do}",
    )  # fmt: skip


def _cleared(name: str, last: Act, clear: Act) -> Sentence:
    """An event that was set, and is not any more."""
    cleared = f"cleared it{at(clear.where)} (step {clear.step}): nobody is left to set it again"
    start = join(Pill(last.thread), f" set {name}{at(last.where)} (step {last.step}) and ")
    return join(start, cleared) if clear.thread == last.thread else join(start, Pill(clear.thread), " ", cleared)


def _missing(world: World, wait: Lonely) -> Sentence:
    view = world.primitives[wait.wants.id].view
    here, parties = list(view.get("arrived") or ()), view.get("parties", 0)
    waits = "wait" if len(here) > 1 else "waits"
    return join(pills(here), f" {waits} there, {parties} are needed: nobody is left to arrive")


_WORDS: dict[str, tuple[str, str]] = {
    "Condition wait": ("notified", "notify it"),
    "Event wait": ("set", "set it"),
    "get": ("put into", "put anything into it"),
    "put": ("got from", "get anything from it"),
    "acquire": ("released", "release it"),
    "join_queue": ("called task_done of", "call task_done"),
    "result": ("worked for", "compute the result"),
    "work": ("gave work to", "give it work"),
}
"""A wait's key → past participle and infinitive of what would end it."""


def fate(world: World, thread_id: int) -> str:
    """What has become of a thread: ``has ended``, ``raised ValueError``, ``waits itself`` …"""
    thread = world.threads[thread_id]
    told = _FATES.get(thread.state)
    if thread.state == "failed" and thread.error:
        return f"then raised {thread.error.type}{at(thread.error.where)}"
    return told(world, thread_id) if told else f"is {thread.state}"


_FATES: dict[str, Callable[[World, int], str]] = {
    "done": lambda _world, _thread: "has ended",
    "failed": lambda _world, _thread: "has failed",
    "killed": lambda _world, _thread: "was killed with the program",
    "blocked": lambda world, thread: f"waits itself{at(world.threads[thread].where)}",
    "ready": lambda _world, _thread: "can go on",
}
