"""Blocks, the runs of one thread: without some of them (ddmin), two of a thread joined, one of them elsewhere."""

from threadtui.search.minimise.shrinker import Block, Shrinker

FAR = 8
"""How far a block is moved: beyond that, a sequence of moves does the same."""

MOST_BLOCKS = 60
"""Schedules of more blocks are not worth the quadratic passes; dropping blocks comes first."""


def drop_blocks(shrinker: Shrinker) -> None:
    """Delta debugging (Zeller and Hildebrandt 2002): leave out halves, quarters, … of the blocks."""
    size = len(shrinker.blocks) // 2
    while size:
        start = 0
        while start < len(shrinker.blocks):
            blocks = shrinker.blocks
            if not shrinker.try_blocks(blocks[:start] + blocks[start + size :]):
                start += size
        size //= 2


def join_blocks(shrinker: Shrinker) -> None:
    """Two neighbouring blocks of a thread: the later one comes earlier, or the earlier one later."""
    start = 0
    while start < len(shrinker.blocks) <= MOST_BLOCKS:
        blocks = shrinker.blocks
        following = next((k for k in range(start + 1, len(blocks)) if blocks[k][0] == blocks[start][0]), None)
        if following is None or not (_joined(shrinker, blocks, start, following)):
            start += 1


def _joined(shrinker: Shrinker, blocks: list[Block], one: int, other: int) -> bool:
    both = (blocks[one][0], blocks[one][1] + blocks[other][1])
    early = [*blocks[:one], both, *blocks[one + 1 : other], *blocks[other + 1 :]]
    late = [*blocks[:one], *blocks[one + 1 : other], both, *blocks[other + 1 :]]
    return shrinker.try_blocks(early) or shrinker.try_blocks(late)


def move_blocks(shrinker: Shrinker) -> None:
    """A block, or only its last step, to another place."""
    start = 0
    while start < len(shrinker.blocks) <= MOST_BLOCKS:
        if not _moved(shrinker, start):
            start += 1


def _moved(shrinker: Shrinker, start: int) -> bool:
    blocks = shrinker.blocks
    thread, count = blocks[start]
    rest = blocks[:start] + blocks[start + 1 :]
    for place in range(max(0, start - FAR), min(len(rest), start + FAR) + 1):
        if place != start and shrinker.try_blocks([*rest[:place], (thread, count), *rest[place:]]):
            return True
    return count > 1 and shrinker.try_blocks([*blocks[:start], (thread, count - 1), *blocks[start + 1 :]])
