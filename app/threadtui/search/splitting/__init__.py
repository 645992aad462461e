"""A search cut into pieces, each of which another process can do; ``workers`` hands them out.

A *piece* is plain values: what to search with which strategy, for how many executions, and what was known when it was cut. Its
answer is plain values too. A *plan* cuts them and takes the answers in the order in which they were cut, whoever was faster: so the
pieces, and with them what is found, follow from the seed and the number of workers alone.

- Samples are cut by number: the n-th sample of a seed is the same wherever it is drawn.
- A tree of schedules is cut by its first steps (``frontier``). What is done of it, and what is left, comes back with each answer.
- ``auto`` begins as it does alone, and then takes both kinds in turn.
"""

from threadtui.search.splitting.plans import Plan, plan

__all__ = ["Plan", "plan"]
