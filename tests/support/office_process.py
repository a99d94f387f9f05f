"""Another office's PC as a process of its own: takes one act a line from standard input, answers one JSON a line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Actor
from divide_app.services import Services
from divide_app.storage.database import open_database
from divide_app.storage.places import Place


def _act(services: Services, act: str, *ids: str) -> Any:
    first, *rest = [UUID(id_) for id_ in ids if len(id_) == 36]
    match act:
        case "apply":
            return services.applications.apply(first, rest[0])
        case "accept":
            return services.applications.accept(first)
        case "cancel":
            return services.applications.cancel(first)
        case "draw":
            return services.lottery.draw(first, seed=ids[1])
    raise ValueError(act)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Open the place, say so, and do what is asked until the input ends."""
    url_or_folder = sys.argv[1]
    place = Place(url=url_or_folder) if "://" in url_or_folder else Place(folder=Path(url_or_folder))
    services = Services(open_database(place))
    services.actor = Actor(f"process {sys.argv[2]}")
    _say({"ready": True})
    for line in sys.stdin:
        try:
            done = _act(services, *json.loads(line))
            said = {"status": getattr(done, "status", None), "place": getattr(done, "place", None)}
        except DomainError as error:
            said = {"error": error.code}
        _say(said)
    services.close()


if __name__ == "__main__":
    main()
