"""Work beside the picture."""

from collections.abc import Callable, Coroutine
from typing import Any

from textual.dom import DOMNode


def background(
    node: DOMNode,
    work: Callable[[], Coroutine[Any, Any, None]],
    group: str,
    *,
    exclusive: bool = True,
) -> None:
    """Runs something while the picture stays alive; a newer work of the same group replaces an older one.

    The coroutine is made by the worker itself: one that is replaced before it begins leaves nothing behind.
    """
    made: Any = work
    node.run_worker(made, group=group, exclusive=exclusive, exit_on_error=False)
