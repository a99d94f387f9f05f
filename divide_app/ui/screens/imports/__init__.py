"""ファイルの取り込み: any list an office has, from choosing the file to taking the whole import back."""

from divide_app.ui.screens.imports.screen import ImportsScreen

__all__ = ["ImportsScreen"]
