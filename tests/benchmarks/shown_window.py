"""Opens the real window for the benchmarks that time what a person does in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from divide_app.services import Services


@contextmanager
def shown_window(services: Services) -> Iterator[tuple[Any, Any]]:
    """Give the application and the opened window at 1366x768, on 2026-11-21; it closes at the end."""
    from divide_app.foundation.translation import use_language
    from divide_app.ui.app import application, open_window, start_of

    use_language("ja")
    app = application()
    opened = open_window(app, services, start_of(services, lambda: date(2026, 11, 21)))
    opened.window.showNormal()
    opened.window.resize(1366, 768)
    try:
        yield app, opened
    finally:
        opened.close()
        app.processEvents()
