"""What the answers of a search's pieces come to together."""

from collections.abc import Callable
from typing import Any

from threadtui.search.coverage import Deed, both_orders, pairs

Facts = dict[str, Any]


class Tally:
    """``counts`` says of a failure whether it decides the verdict, or needs more delay than that."""

    def __init__(self, counts: Callable[[Facts], bool]) -> None:
        self._counts = counts
        self._found: dict[Any, Facts] = {}
        self.executions = 0
        """All that were made, those from before the count began anew too."""
        self.changed = ""
        """What a repeated schedule did otherwise than before, if one did."""
        self.anew()

    def anew(self) -> None:
        """The count begins anew; what failed has failed."""
        self.schedules = self.cut = 0
        self.why = ""
        self._traces: set[int] = set()
        self._orders: set[tuple[Deed, Deed]] = set()
        self._races: dict[Any, Facts] = {}
        self._lock_orders: dict[Any, Facts] = {}
        self._partly: Facts = {}

    def partly(self, progress: Facts) -> None:
        """The last that was heard of the only piece."""
        self._partly = progress

    def add(self, answer: Facts) -> None:
        """Take in an answer, but for what fails."""
        self.schedules += answer["schedules"]
        self.cut += answer["cut"]
        self.why = self.why or answer["why"]
        self._traces.update(answer["traces"])
        self._orders.update(frozen(answer["orders"]))
        for race in answer["races"]:
            sides = sorted((side["line"], side["kind"]) for side in (race["first"], race["second"]))
            self._races.setdefault((race["location"], *sides), race)
        for order in answer["lock_orders"]:
            self._lock_orders.setdefault(tuple(order["first"]), order)

    def met(self, answer: Facts) -> None:
        """Take in, of any answer, what fails: of the same failure the one that needs the least delay, with the number of all."""
        self.executions += answer["executions"]
        self.changed = self.changed or answer["changed"]
        for failure in (*answer["failures"], *answer["delayed"]):
            name = frozen(failure["signature"])
            failure["shared"] = answer["shared"]
            known = self._found.get(name)
            if known is not None:
                failure["count"] += known["count"]
                if known["needed_delay"] <= failure["needed_delay"]:
                    known["count"] = failure["count"]
                    continue
            self._found[name] = failure

    @property
    def failures(self) -> list[Facts]:
        return [failure for failure in self._found.values() if self._counts(failure)]

    @property
    def delayed(self) -> list[Facts]:
        return [failure for failure in self._found.values() if not self._counts(failure)]

    def told(self) -> Facts:
        """All but what fails."""
        return {
            **self.counted(),
            "cut": self.cut,
            "why": self.why,
            "changed": self.changed,
            "races": list(self._races.values()),
            "lock_orders": list(self._lock_orders.values()),
        }

    def counted(self) -> Facts:
        """The numbers that a progress report has too."""
        counted = {
            "schedules": self.executions,
            "traces": len(self._traces),
            "pairs": pairs(self._orders),
            "both_orders": both_orders(self._orders),
        }
        return {key: max(value, self._partly.get(key, 0)) for key, value in counted.items()}


def frozen(value: Any) -> Any:
    """Lists as the tuples that they were before they travelled."""
    return tuple(frozen(each) for each in value) if isinstance(value, list | tuple) else value
