"""What a thread would do next, from one world alone: for the NEXT bar, a thread's row, and a refused step."""

from threadtui.world.parts import Pill, Sentence, join
from threadtui.world.phrases import say
from threadtui.world.prospects import consequence
from threadtui.world.reasons import reason
from threadtui.world.state import Thread, World

__all__ = ["consequence", "phrase", "short", "why_blocked"]

ENDS = {"new": "not started yet", "done": "ended", "failed": "failed", "killed": "killed with the program"}


def phrase(world: World, thread_id: int) -> Sentence:
    """What it does next, as the verb's third person: ``acquires lock_a``, ``puts message 8 into pipeline``."""
    thread = world.threads[thread_id]
    if thread.pending is None:
        return join(ENDS.get(thread.state, ""))
    return say(world, thread.pending, third=True)


def short(world: World, thread_id: int) -> Sentence:
    """For the thread's row: ``write FakeDatabase.value = 1``, ``acquire guard held by ▐2▌``, ``join ▐2▌ ▐3▌``."""
    thread = world.threads[thread_id]
    if thread.pending is None:
        return join(ENDS.get(thread.state, ""))
    if thread.state in ("blocked", "sleeping"):
        return reason(world, thread, say(world, thread.pending, third=False))
    return say(world, thread.pending, third=False)


def why_blocked(world: World, thread_id: int) -> Sentence:
    """Why a step of this thread is refused: ``▐3▌ cannot go on: it wants guard, held by ▐2▌.``"""
    thread = world.threads[thread_id]
    return join(Pill(thread_id), " cannot go on: ", _why(world, thread), ".")


def _why(world: World, thread: Thread) -> Sentence:
    if thread.pending is None:
        return join("it has not been started" if thread.state == "new" else f"it is {thread.state}")
    if thread.state == "outside":
        return join("it is outside, in real time")
    if thread.state in ("blocked", "sleeping"):
        return join("it ", reason(world, thread, phrase(world, thread.id), sentence=True))
    return join("it is ", thread.state)
