"""What the mouse asks for. Widgets post these; the app acts on them."""

from textual.message import Message


class ThreadPicked(Message):
    """A thread's pill was clicked; ``double`` asks to step it."""

    def __init__(self, thread: int, double: bool) -> None:
        super().__init__()
        self.thread = thread
        self.double = double


class SubjectPicked(Message):
    """A primitive or a shared value was clicked; ``kind`` is ``primitive`` or ``location``."""

    def __init__(self, kind: str, id: int) -> None:
        super().__init__()
        self.kind = kind
        self.number = id


class StepPicked(Message):
    """A lane of the timeline, or a line of the story, was clicked: go to that step."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class BranchPicked(Message):
    """A run was chosen in the tree of branches: watch it; ``branch`` is its number, from 0."""

    def __init__(self, branch: int) -> None:
        super().__init__()
        self.branch = branch


class FooterKeyPressed(Message):
    """A key shown in the footer or in the NEXT bar was clicked; ``key`` as it was given to the dashboard."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class TabPicked(Message):
    """A tab was clicked: show that panel. The dashboard handles it itself."""

    def __init__(self, panel: str) -> None:
        super().__init__()
        self.panel = panel
