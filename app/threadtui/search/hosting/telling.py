"""What was done, in the words of ``model``: the engine's own reports of operations, by kind of object and outcome."""

from typing import Any

from threadtui.engine import events as ev
from threadtui.engine.operations import target_of
from threadtui.engine.pending import Operation
from threadtui.engine.searching.hidden import Hidden
from threadtui.engine.searching.quiet import NamedShadow, QuietRecorder
from threadtui.engine.searching.search_thread import SearchThread
from threadtui.engine.searching.stage import Stage
from threadtui.engine.stdlib.cooperative import Cooperative
from threadtui.engine.stdlib.library_order import NO_ORDER
from threadtui.engine.stdlib.pools import DONE
from threadtui.search.model import BEGUN, NESTED, RAISED, Done

SECOND_HALF = {"wait": "wake", "arrive": "leave"}
"""Operations that park inside, and what their going on is called."""

TRIES = frozenset({"acquire", "put", "get", "wait"})
"""Operations that may end at once where others of their name would wait."""

FUTURE = "Future"
FINISHING = frozenset({"set_result", "set_exception"})


class Telling(QuietRecorder):
    """A recorder that appends to the running thread's ``done``."""

    tells = True

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._turns = stage.turns
        self._accesses: dict[tuple[str, int], Done] = {}
        """An access is the same in every execution."""
        self.locks = Hidden()
        stage.turns.tell_of_thread = _of_thread
        stage.accesses.tell = self._of_location

    def emit(self, kind: str, thread: int, target: int, value: Any = None, file: int = 0, line: int = 0) -> None:
        if kind == ev.OP:
            me = self._turns.threads.get(thread)
            if me is not None:
                self._operation(me, target, value["op"], value["result"])
        else:
            super().emit(kind, thread, target, value, file, line)

    def _of_location(self, me: SearchThread, op: str, number: int) -> None:
        done = self._accesses.get((op, number))
        if done is None:
            done = self._accesses[op, number] = Done(op, "location", self._stage.spots.keys[number])
        me.done.append(done)

    def _operation(self, me: SearchThread, target: int, op: str, result: Any) -> None:
        table = target_of(op)
        if table == "primitive":
            self._on_primitive(me, self._stage.shadows.by_id[target], op, result)
        elif table == "thread":
            outcome = RAISED if isinstance(result, dict) else result
            if op == "join" and outcome is True:
                me.joined.add(target)
            me.done.append(Done(op, "Thread", self._turns.threads[target].key, outcome))
        else:
            me.done.append(Done("sleep" if op == "wake" else op))

    def _on_primitive(self, me: SearchThread, shadow: NamedShadow, op: str, result: Any) -> None:
        if me.begun == op:
            me.begun = ""  # it has been told when it began
            return
        if op == "submit" and not isinstance(result, dict):
            self.future(shadow.extra.futures[-1][1])
        public, value = me.pending, None
        kind, key, outcome = shadow.kind, shadow.key, OUTCOMES.get(shadow.kind, _plainly)(op, result)
        if kind == "RLock" and outcome is not RAISED:
            outcome = _nested(me, shadow, op, outcome)
        if op == "release" and kind in ("Lock", "RLock"):
            value = me.let_go if me.public is not None and me.public.name == "wait" else None
        elif op in ("release", "notify"):
            value = public.value if public is not None else 1
        elif op in ("result", "done") and public is not None:
            future: Any = public.subject
            kind, key, outcome = FUTURE, self.future(future), future._state in DONE
        elif op in TRIES and public is not None and public.name == op and is_a_try(public, kind):
            value = False
        me.done.append(Done(op, kind, key, outcome, value, shadow.size))

    def parks(self, me: SearchThread, op: Operation) -> None:
        if self._turns.unwinding:
            return
        shadow = self._stage.shadows.by_id[op.target]
        value = BEGUN if shadow.kind == "Event" else None
        me.done.insert(0, Done(op.name, shadow.kind, shadow.key, BEGUN, value, shadow.size))
        me.begun = op.name

    def resumes(self, me: SearchThread, op: Operation, timely: bool) -> None:
        shadow = self._stage.shadows.by_id[op.target]
        outcome: Any = timely
        made: Any = shadow.made()
        if shadow.kind == "Barrier" and timely and made._state < 0:
            outcome = RAISED
        me.done.append(Done(SECOND_HALF[op.name], shadow.kind, shadow.key, outcome, None, shadow.size))

    def joins(self, me: SearchThread | None, thread: int, *, ended: bool) -> None:
        """A point here too if the other one has ended already: so a thread has the same steps whichever way it was."""
        turns = self._turns
        if (
            not ended  # it waits: the step with which it goes on is the join
            or me is None
            or me.id == thread
            or thread in me.joined
            or turns.unwinding
            or (me.public is not None and me.public.name == "join")
        ):
            return
        turns.stand_uncounted(me, Operation("join", thread, waits_for=("thread", thread)))
        me.done.append(Done("join", "Thread", turns.threads[thread].key, True))

    def dismisses(self, me: SearchThread | None, pool: NamedShadow) -> None:
        """As a shutdown does, which tells so itself."""
        if me is not None and not self._turns.unwinding and (me.public is None or me.public.name != "shutdown"):
            me.done.append(Done("shutdown", pool.kind, pool.key))

    def hidden(self, me: SearchThread, lock: Cooperative, op: str) -> None:
        turns = self._turns
        if turns.unwinding or me.bootstrapping or lock._order is NO_ORDER:
            return
        if op == "block":
            self.locks.blocked()
        elif op == "release":
            self.locks.released(lock, len(turns.marks))
        elif lock._holder == me.id and lock._depth == 1 and not (me.body and me.public and me.public.name == "arrive"):
            self.locks.acquired(lock, me.id, len(turns.marks))

    def future_changed(self, _pool: Any, future: Any, method: str) -> None:
        me = self._turns.current
        if me is not None and not self._turns.blind:
            op = "finish" if method in FINISHING else "cancel" if method == "cancel" else "run"
            me.done.append(Done(op, FUTURE, self.future(future)))

    def future(self, future: Any) -> str:
        key: str | None = future.__dict__.get("_threadtui_key")
        if key is None:
            key = future.__dict__["_threadtui_key"] = self._stage.shadows.new_key()
        return key


def is_a_try(op: Operation, kind: str) -> bool:
    """Whether the operation ends at once where another one would wait: a queue's says so by having no guard."""
    if op.name in ("put", "get"):
        return op.guard is None and (op.name, kind) != ("put", "SimpleQueue")
    return op.value is False


def _of_thread(op: str, thread: SearchThread) -> Done:
    return Done(op, "Thread", thread.key)


def _plainly(_op: str, result: Any) -> Any:
    return RAISED if isinstance(result, dict) else result


def _of_queue(_op: str, result: Any) -> Any:
    if not isinstance(result, dict):
        return result
    if "raised" in result:
        return False if result["raised"] in ("Full", "Empty") else RAISED
    return True


def _of_pool(_op: str, result: Any) -> Any:
    return RAISED if isinstance(result, dict) else None


OUTCOMES = {
    **dict.fromkeys(("Queue", "LifoQueue", "PriorityQueue", "SimpleQueue"), _of_queue),
    "ThreadPoolExecutor": _of_pool,
}


def _nested(me: SearchThread, shadow: NamedShadow, op: str, outcome: Any) -> Any:
    """Was it held before and is it afterwards? A wait lets go of all and takes all back."""
    if me.public is not None and me.public.name == "wait":
        return outcome
    lock: Any = shadow.made()
    depth = lock._depth
    return NESTED if (op == "acquire" and outcome and depth > 1) or (op == "release" and depth) else outcome
