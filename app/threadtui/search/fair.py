"""Did everybody who could move have their turns? Only then is a schedule that does not come to its end a livelock.

Where a thread that could have gone on was left standing, it may be the one that ends the others' loop: such a schedule says
nothing of the program (Musuvathi and Qadeer, *Fair Stateless Model Checking*, PLDI 2008).
"""

from collections.abc import Mapping

from threadtui.search.model import Key, Pending
from threadtui.search.past import Past


def fair(past: Past, standing: Mapping[Key, Pending]) -> bool:
    """Did the same threads go on in the third and in the last quarter of the steps, and was nobody else able to at the end?

    A thread that moved in one of them alone came late, or ended: what became of that the steps did not suffice to show.
    """
    half, quarter = len(past) // 2, len(past) // 4
    lately = set(past.threads[half + quarter :])
    able = {thread for thread, pending in standing.items() if pending.ready or pending.timed is not None}
    return set(past.threads[half : half + quarter]) == lately and able <= lately
