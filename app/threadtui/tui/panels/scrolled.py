"""Panels that do a little more: remember an order, start the cursor at the turn, tell a step by a cell."""

from textual import events

from threadtui.tui.panels import branches, bytecode, lanes, primitives, source
from threadtui.tui.panels.base import Draw, Panel
from threadtui.tui.panels.messages import StepPicked
from threadtui.tui.panels.spans import Rows, Target, target_at
from threadtui.tui.view import View


class SourcePanel(Panel):
    """Its cursor starts at the line of the thread in focus; a step brings that line back in sight."""

    def __init__(self, draw: Draw, id: str) -> None:
        super().__init__(draw, id, returns=True)

    def _start(self) -> int | None:
        line = source.focus_line(self._view, source.shown_file(self._view)) if self._view else None
        return None if line is None else line - 1


class BytecodePanel(Panel):
    """The same, for the instruction."""

    def _start(self) -> int | None:
        return bytecode.focus_line(self._view) if self._view else None


class PrimitivesPanel(Panel):
    """Rows change their order only when the program rests, so that none jumps away while one looks at it."""

    def __init__(self, id: str) -> None:
        super().__init__(self._draw_ordered, id)
        self._order: list[int] = []

    def _draw_ordered(self, view: View, width: int, height: int, top: int | None) -> Rows:
        shown = primitives.ordered(view)
        if view.transport != "playing" or not self._order:
            self._order = shown
        else:
            kept = [id for id in self._order if id in shown]
            self._order = kept + [id for id in sorted(shown) if id not in set(kept)]
        return primitives.rows(view, width, height, top, order=self._order)


class BranchesPanel(Panel):
    """Its cursor is a run, compared with the one that is watched; it starts there."""

    def __init__(self, id: str) -> None:
        super().__init__(self._draw_chosen, id)

    def _draw_chosen(self, view: View, width: int, height: int, top: int | None) -> Rows:
        chosen = None if self.cursor is None else min(self.cursor, len(view.branches) - 1)
        return branches.rows(view, width, height, top, chosen=chosen)

    def action_move(self, lines: int) -> None:
        if self._view is None or not self._view.branches:
            return
        runs = self._view.branches
        here = next(number for number, run in enumerate(runs) if run.here)
        start = here if self.cursor is None else self.cursor
        self.cursor = min(max(start + lines, 0), len(runs) - 1)
        self._update()


class LanesPanel(Panel):
    """A click on a lane goes to that step, and so does dragging along it."""

    _dragged: int | None = None
    """The step that was gone to last, while the button is held."""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        target = self._target_under(event)
        if self._view is not None and self._on_lane(event) and (target is None or target.kind != "thread"):
            self._dragged = -1
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragged is None or self._view is None:
            return
        step = lanes.step_near(self._view, self.size.width - self._pad, event.x - self._pad)
        if step != self._dragged:
            self._dragged = step
            self.post_message(StepPicked(step))

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        self._dragged = None
        self.release_mouse()

    def _on_lane(self, event: events.MouseEvent) -> bool:
        room = self.size.width - self._pad
        return (
            event.y > 0 and self._view is not None and lanes.step_at(self._view, room, event.x - self._pad) is not None
        )

    def _target_under(self, event: events.MouseEvent) -> Target | None:
        return target_at(self._lines[event.y], event.x - self._pad) if 0 <= event.y < len(self._lines) else None

    def on_click(self, event: events.Click) -> None:
        if self._view is None or not 0 < event.y < len(self._lines):
            return
        x = event.x - self._pad
        target = target_at(self._lines[event.y], x)
        step = lanes.step_at(self._view, self.size.width - self._pad, x)
        if target is not None and target.kind == "thread":
            super().on_click(event)
        elif step is not None:
            self.post_message(StepPicked(step))
