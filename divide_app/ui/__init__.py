"""The Qt user interface: collects input and shows results; all decisions are made in services."""

import builtins

_plain_import = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401

# WORKAROUND PySide6 feature switching: the binding replaces `import` by one that looks into every module for
# `from __feature__ import ...`. We never use it, and it takes a sixth of the start.
builtins.__import__ = _plain_import
