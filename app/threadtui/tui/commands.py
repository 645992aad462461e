"""The command palette: every key of the table by name, where it works now."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from threadtui.tui import keys
from threadtui.tui.keys import Key


class Commands(Provider):
    """Finds the table's entries that the screen below the palette, or the app, can do."""

    async def discover(self) -> Hits:
        for key in self._possible():
            yield DiscoveryHit(key.name, partial(self._run, key), help=self._help(key))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key in self._possible():
            score = matcher.match(key.name)
            if score > 0:
                yield Hit(score, matcher.highlight(key.name), partial(self._run, key), help=self._help(key))

    def _possible(self) -> list[Key]:
        return [key for key in keys.KEYS if key.name and (key.everywhere or self._screen_has(key))]

    def _screen_has(self, key: Key) -> bool:
        return hasattr(self.screen, "action_" + key.action.partition("(")[0])

    def _help(self, key: Key) -> str:
        return f"{keys.shown(key, keys.in_use(self.screen))}   {key.tooltip}"

    async def _run(self, key: Key) -> None:
        await self.app.run_action(key.action, self.app if key.everywhere else self.screen)
