"""Runs in the copied folder's Python with the real windows plugin: the window as it starts, led to every screen."""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer

from divide_app.cli.main import main
from divide_app.ui import app as ui_app

out = sys.argv[1]
told = {"platform": "", "scale": 0.0, "screens": {}, "crashes": []}
open_window = ui_app.open_window


def opened(app, services, start):
    found = open_window(app, services, start)
    found.background.crashed.connect(lambda trouble: told["crashes"].append(repr(trouble)))
    QTimer.singleShot(0, found.window, lambda: walk(app, found, [entry.key for entry in start.entries]))
    return found


def settle(app, found):
    end, quiet = time.monotonic() + 300, time.monotonic()
    while time.monotonic() - quiet < 1:
        begun = time.process_time()
        app.processEvents()
        if found.background.pending or not found.shell.is_open or time.process_time() - begun > 0.02:
            quiet = time.monotonic()
        if time.monotonic() > end:
            told["crashes"].append("the window does not come to rest")
            return


def walk(app, found, keys):
    told["platform"], told["scale"] = app.platformName(), found.window.devicePixelRatioF()
    try:
        settle(app, found)
        for key in keys:
            found.window.navigate(key)
            settle(app, found)
            picture = found.window.grab().toImage()
            picture.save(str(Path(out).with_name(f"screen-{key}.png")))
            colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
            told["screens"][key] = len(colours)
            found.shell.set_bare(False)
    except BaseException as error:
        told["crashes"].append(repr(error))
    finally:
        found.window.close()
        app.quit()


ui_app.open_window = opened
told["code"] = main([])
Path(out).write_text(json.dumps(told), encoding="utf-8")
