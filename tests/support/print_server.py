"""A print server of the test's own: cupsd with a queue whose printer is a file, so that what comes out can be read."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

QUEUE = "OFFICE"

_SERVER = """
Listen {home}/cups.sock
LogLevel debug
MaxLogSize 0
DefaultAuthType None
WebInterface No
Browsing Off
PreserveJobHistory Yes
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
<Limit All>
Order allow,deny
</Limit>
</Policy>
"""

_FILES = """
ServerRoot {home}/root
RequestRoot {home}/spool
TempDir {home}/spool/tmp
CacheDir {home}/cache
StateDir {home}/state
ErrorLog {home}/log/error
AccessLog {home}/log/access
PageLog {home}/log/page
FileDevice Yes
SystemGroup root
"""

_PRINTER = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "TEST.PPD"
*Manufacturer: "Test"
*Product: "(Test)"
*ModelName: "Test"
*ShortNickName: "Test"
*NickName: "Test"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: True
*DefaultColorSpace: RGB
*FileSystem: False
*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"
*OpenUI *PageSize/Page Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: ""
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: ""
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "0 0 595 842"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*OpenUI *InputSlot/Tray: PickOne
*DefaultInputSlot: Upper
*InputSlot Upper/Upper: ""
*InputSlot Lower/Lower: ""
*CloseUI: *InputSlot
*OpenUI *Duplex/Duplex: PickOne
*DefaultDuplex: None
*Duplex None/Off: ""
*Duplex DuplexNoTumble/Long: ""
*Duplex DuplexTumble/Short: ""
*CloseUI: *Duplex
"""


@dataclass(frozen=True)
class PrintServer:
    """A running server.

    Attributes:
        paper: The file that is the printer: the newest job as PDF, after the server's filters.
    """

    home: Path
    paper: Path

    def command(self, *words: str) -> None:
        """Run a command of CUPS on this server."""
        environment = os.environ | {"CUPS_SERVER": str(self.home / "cups.sock")}
        subprocess.run(words, env=environment, check=True, capture_output=True, timeout=30)

    def log(self) -> str:
        """Return what the server wrote about its jobs."""
        return (self.home / "log" / "error").read_text(encoding="utf-8", errors="replace")


@contextmanager
def print_server() -> Iterator[PrintServer]:
    """Run a server, and let this process print on it, until the end of the block.

    Raises:
        RuntimeError: CUPS is not installed, or its server does not start.
    """
    cupsd = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    library = ctypes.util.find_library("cups")
    if cupsd is None or library is None or shutil.which("lpadmin", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        raise RuntimeError("CUPS is needed: apt-get install cups cups-client (README, .ci/run)")
    # A short path of its own: sockets take 108 characters, and the server's filters run as another user.
    home = Path(tempfile.mkdtemp(prefix="kake-cups-"))
    running: subprocess.Popen[bytes] | None = None
    cups = ctypes.CDLL(library)
    cups.cupsSetServer.argtypes = [ctypes.c_char_p]
    try:
        for folder in (".", "spool", "spool/tmp", "cache", "state", "log", "root", "root/ppd"):
            (home / folder).mkdir(exist_ok=True)
            (home / folder).chmod(0o777)
        (home / "cupsd.conf").write_text(_SERVER.format(home=home))
        (home / "cups-files.conf").write_text(_FILES.format(home=home))
        (home / "printer.ppd").write_text(_PRINTER)
        paper = home / "paper.pdf"
        paper.touch()
        running = subprocess.Popen(
            [cupsd, "-f", "-c", str(home / "cupsd.conf"), "-s", str(home / "cups-files.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _turn in range(200):
            if (home / "cups.sock").exists():
                break
            time.sleep(0.05)
        else:
            raise RuntimeError("the print server does not start")
        server = PrintServer(home, paper)
        server.command("/usr/sbin/lpadmin", "-p", QUEUE, "-E", "-v", f"file:{paper}", "-P", str(home / "printer.ppd"))
        server.command("/usr/sbin/lpadmin", "-d", QUEUE)
        # The library remembers its server for the whole process, so it is told, not only the environment.
        cups.cupsSetServer(str(home / "cups.sock").encode())
        yield server
    finally:
        cups.cupsSetServer(None)
        if running is not None:
            running.terminate()
            running.wait(10)
        shutil.rmtree(home, ignore_errors=True)
