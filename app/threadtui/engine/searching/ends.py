"""What the end of a program waits for, while searching: all its threads, whichever of them are over already.

Which are over when another thread starts is nothing that the program looks at, so the end is to have the same steps
whichever way it was. Up to 3.12 ``threading`` drops the locks of those; from 3.13 on ``handles.join_all`` goes through all.
"""

from typing import Any

from threadtui.engine.stdlib.pools import OrderedSet


class Ends(OrderedSet):
    """The locks of the ends of threads, up to 3.12. None is dropped because it is free."""

    def difference_update(self, items: Any) -> None:
        """Asked for by ``_maintain_shutdown_locks`` alone."""


def keep_all(threading: Any) -> None:
    """From here on."""
    if "_shutdown_locks" in vars(threading):
        threading._shutdown_locks = Ends(threading._shutdown_locks)
