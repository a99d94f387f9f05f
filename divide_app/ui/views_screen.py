"""The base of screens with several views of one subject and a switch between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import SegmentedControl
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_stack import PageStack


class ViewsScreen(Screen):
    """The views with the words that choose between them; a view is made when it is first shown.

    Attributes:
        choice: The words.
        stack: The views that were shown.
    """

    choice: SegmentedControl
    stack: PageStack

    def lay_views(
        self,
        title: str,
        views: Sequence[tuple[str, str, Callable[[], Screen]]],
        *,
        name: str,
        tools: Sequence[QWidget] = (),
    ) -> None:
        """Lay views under a title and show the first.

        Args:
            title: The title.
            views: Each view's key and word, and what gives the view; all of a large screen at once would be felt.
            name: Says what the words choose.
            tools: Stand at the right.
        """
        self.choice = SegmentedControl([(key, word) for key, word, _view in views], accessible_name=name)
        self.choice.chosen.connect(self.show_view)
        self._makers = {key: view for key, _word, view in views}
        self._views: dict[str, Screen] = {}
        self.stack = PageStack()
        head = FlowRow(Heading(title), self.choice, None, *tools, spacing=16)
        VBox(head, spacing=14, margins=(24, 18, 24, 16), parent=self).add(self.stack, 1)
        self.show_view(views[0][0])

    def show_view(self, name: str) -> None:
        """Show a view by its key, unless the one on top keeps unsaved input.

        Raises:
            KeyError: There is no such view.
        """
        current = self.stack.currentWidget()
        if current is not None and current is not self._views.get(name) and not self.may_leave():
            self.choice.set_value(next(key for key, one in self._views.items() if one is current))
            return
        if name not in self._views:
            self._views[name] = self._makers[name]()
            self.stack.addWidget(self._views[name])
        self.choice.set_value(name)
        self.stack.setCurrentWidget(self._views[name])

    def open(self, *, view: str | None = None) -> None:
        """Show one of the views, by its key."""
        if view is not None and view in self._makers:
            self.show_view(view)

    def on_changes(self, changes: frozenset[str]) -> None:
        """Pass the word on to the views; one not made yet reads when it is."""
        for view in self._views.values():
            view.on_changes(changes)

    def refresh(self) -> None:
        """Let the view on top read again; the others do when they are shown."""
        for view in self._views.values():
            view.refetch()

    def may_leave(self) -> bool:
        """Ask the view on top."""
        current = self.stack.currentWidget()
        return current.may_leave() if isinstance(current, Screen) else True
