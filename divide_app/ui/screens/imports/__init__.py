"""ファイルの取り込み: the import wizard from choosing a file to undoing the import."""

from divide_app.ui.screens.imports.screen import ImportsScreen

__all__ = ["ImportsScreen"]
