"""Entry point: runs `cli`, and shows a failure in a message box when nobody sees standard error."""

from __future__ import annotations

import sys

from divide_app import __version__
from divide_app.foundation import streams

_QUIET = {0, 130}
"""Exit codes nobody has to be told of: done, and ended by the person."""
_SHOWN = 5
_WHAT_TO_DO = (
    "データには何も起きていません。\n配られたフォルダーごと写し直すか、インストールし直してください。"
    "それでも同じときは、情報システムの担当者にご相談ください。\n"
)


def main() -> int:
    """Run the program with the words of this process and return its exit code."""
    unseen = streams.fill_missing()
    if sys.argv[1:] == ["--version"]:
        # A rollout script asks it of every PC; the command line's own imports take ten times Python's own start.
        sys.stdout.write(f"divide-app {__version__}\n")
        return 0
    if sys.argv[1:] == ["--read-pages"]:  # started by the program itself; it needs no command line
        from divide_app.scanning.apart import serve

        return serve()
    try:
        from divide_app.cli.main import main as run

        code = run()
    except KeyboardInterrupt:
        code = 130
    except Exception as error:  # `cli` tells its own; here it could not be loaded, or not even begin
        code = _tell(error)
    if unseen is not None and code not in _QUIET:
        streams.show_box(_text(unseen.getvalue().strip(), code))
    streams.let_go()
    return code


def _tell(error: Exception) -> int:
    """Tell why the program cannot begin, and return the exit code: parts that are missing, or a fault of ours.

    Which parts are missing says the manifest of the build, where there is one: a library that misses another may fail
    in any way. Only what Python itself needs is asked: the catalogue and the table of sentences may be the very parts
    that are missing, and `self-check` may be the very command that does not begin.
    """
    import json

    missing: tuple[str, ...] = ()
    try:
        from divide_app.foundation.bundled import shipped_with

        manifest = shipped_with()
        missing = manifest.wrong() if manifest is not None else ()
    except Exception as other:  # the manifest itself may be what is missing
        missing = (f"manifest.json: {type(other).__name__}",)
    name = error.name if isinstance(error, ImportError) else None
    if not missing and not isinstance(error, ImportError):
        sys.stderr.write(f"かけはしを始められません({type(error).__name__}: {error})。{_WHAT_TO_DO}")
        return 70
    parts = "、".join(missing[:_SHOWN]) or name or type(error).__name__
    message = f"かけはしの部品({parts})が欠けているか、こわれています({error})。{_WHAT_TO_DO}"
    if "--json" in sys.argv:
        details = {"name": name, "missing": missing}
        told = {"error": {"code": "program_incomplete", "message": message.strip(), "details": details}}
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        sys.stderr.write(message)
    return 3


def _text(said: str, code: int) -> str:
    said = said or f"終わりまでできませんでした(終了コード {code})。情報システムの担当者にご相談ください。"
    try:
        from divide_app.foundation.translation import _
        from divide_app.foundation.user_paths import log_folder
    except ImportError:
        return said
    return f"{said}\n\n" + _("記録（ログ）の場所: {folder}").format(folder=log_folder())


if __name__ == "__main__":
    sys.exit(main())
