"""The guards of tests/conftest.py do catch what they are there for."""

from __future__ import annotations

import socket

import pytest

pytest_plugins = ["pytester"]

CASES = {
    "a log line": "def test_it():\n    import logging\n    logging.getLogger('x').warning('oh')\n",
    "an expected log line that never comes": "def test_it(expected_logs):\n    expected_logs.expect('oh')\n",
    "a swallowed connection": (
        "import socket\ndef test_it():\n    s = socket.socket()\n    try:\n        s.connect(('192.0.2.1', 9))\n"
        "    except OSError:\n        pass\n    s.close()\n"
    ),
    "an open transaction": (
        "import sqlalchemy\nkept = []\ndef test_it():\n    e = sqlalchemy.create_engine('sqlite://')\n"
        "    kept.append(e.connect())\n"
    ),
    "a window": (
        "kept = []\ndef test_it(qapp):\n    from PySide6.QtWidgets import QWidget\n    w = QWidget()\n    w.show()\n"
        "    kept.append(w)\n"
    ),
    "a warning": "import warnings\ndef test_it():\n    warnings.warn('oh', UserWarning, stacklevel=1)\n",
    "a message of Qt": "def test_it(qapp):\n    from PySide6.QtCore import qWarning\n    qWarning(b'oh')\n",
}


@pytest.mark.parametrize("what", CASES)
def test_a_test_fails_on(what: str, pytester: pytest.Pytester, pytestconfig: pytest.Config):
    source = pytestconfig.rootpath / "tests" / "conftest.py"
    pytester.makeconftest(source.read_text(encoding="utf-8"))
    settings = (
        "[pytest]\nfilterwarnings = error\nqt_api = pyside6\nqt_log_level_fail = WARNING\n"
        "qt_log_ignore = This plugin does not support\n"
    )
    pytester.makeini(settings)
    pytester.makepyfile(test_good="def test_good():\n    pass\n", test_bad=CASES[what])
    result = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider", "-p", "no:randomly")
    outcome = result.parseoutcomes()
    assert outcome.get("errors", 0) + outcome.get("failed", 0) == 1, result.stdout.str()
    assert outcome.get("passed", 0) >= 1


def test_the_machine_itself_may_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_an_expected_log_line_is_no_trouble(expected_logs):
    import logging

    expected_logs.expect("rolled back")
    logging.getLogger("divide_app.test").error("rolled back: nothing was lost")
