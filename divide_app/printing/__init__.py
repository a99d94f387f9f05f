"""Draws papers: a frozen sheet of ready texts in, PDF bytes out."""

import sys
from types import ModuleType

# ReportLab would run ~/.reportlab_mods, and fail where the home folder is none. What is drawn is ours alone.
sys.modules.setdefault("reportlab_mods", ModuleType("reportlab_mods"))
