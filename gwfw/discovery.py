"""Finding and importing the app: `--app module:name`, else `[tool.gwfw] app` in pyproject.toml, else `app:app`.

The folder comes first on `sys.path` and stays there. What cannot be found is told apart from what could not be imported,
and a failing import shows the app's own lines, not gwfw's. Nothing here freezes or serves.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gwfw.app import App, Router
from gwfw.errors import Misuse, Problem

__all__ = ["DEFAULT", "Location", "find", "locate"]

DEFAULT: Final = "app:app"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where the app is: a module, the attribute in it, and what said so (`--app`, `pyproject.toml`, `the default`)."""

    module: str
    name: str
    source: str

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"


def locate(app: str | None, folder: Path) -> Location:
    """The app's location. Raises Misuse for what is not written `module:name`, and for an unreadable pyproject.toml."""
    given, source = (app, "--app") if app is not None else _configured(folder)
    module, colon, name = given.partition(":")
    parts = [*module.split("."), *name.split(".")]
    if not colon or not all(part.isidentifier() for part in parts):
        raise _misuse(
            "app-location",
            f"the app's location ({source}) is a module and a name",
            repr(given),
            f'write it like "{DEFAULT}"',
            "module:name",
        )
    return Location(module=module, name=name, source=source)


def find(app: str | None, folder: Path) -> App:
    """Import the app. Raises Misuse where it cannot be found or imported."""
    location = locate(app, folder)
    if sys.path[:1] != [str(folder)]:
        sys.path.insert(0, str(folder))
        importlib.invalidate_caches()
    found: object = _module(location, folder)
    for part in location.name.split("."):
        found = getattr(found, part, None)
    if isinstance(found, App):
        return found
    apps = sorted(name for name, value in vars(sys.modules[location.module]).items() if isinstance(value, App))
    what = f"{location.module} has no app named {location.name!r}"
    if isinstance(found, Router):
        what = f"{location} is a Router, and a router is not an app"
    remedy = f"--app {location.module}:{apps[0]}" if apps else f'{location.name} = App("my-app") in {location.module}'
    received = f"{location} ({location.source})" if found is None else f"{location} is {found!r}"
    raise _misuse("app-not-found", what, received, remedy, ", ".join(apps) or None)


def _configured(folder: Path) -> tuple[str, str]:
    import tomllib

    path = folder / "pyproject.toml"
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return DEFAULT, "the default"
    except tomllib.TOMLDecodeError as error:
        raise _misuse("pyproject", f"{path.name} is not TOML", str(error), f"correct {path}") from error
    given = settings.get("tool", {}).get("gwfw", {}).get("app", DEFAULT)
    if not isinstance(given, str):
        raise _misuse("app-location", "[tool.gwfw] app is a text", repr(given), f'app = "{DEFAULT}"', "module:name")
    return given, "the default" if given == DEFAULT else "pyproject.toml"


def _module(location: Location, folder: Path) -> object:
    try:
        return importlib.import_module(location.module)
    except ModuleNotFoundError as error:
        if error.name is not None and (location.module + ".").startswith(error.name + "."):
            what = f"there is no module {location.module!r} in {folder}"
            remedy = 'gwfw new NAME makes an app; --app or [tool.gwfw] app = "module:name" in pyproject.toml names one'
            raise _misuse("app-not-found", what, f"{location} ({location.source})", remedy) from error
        what = f"{location.module} imports {error.name!r}, which is not there"
        raise _misuse(
            "app-import", what, _frames(error, folder), f"install {error.name!r}, or correct the import"
        ) from error
    except Exception as error:
        what = f"importing {location.module} raised {type(error).__name__}"
        remedy = "correct the last of these lines; --debug shows the whole traceback"
        raise _misuse("app-import", what, _frames(error, folder), remedy) from error


def _frames(error: BaseException, folder: Path) -> str:
    """The app's own lines of the traceback, innermost last, and what was raised."""
    lines = list(_own_lines(error, folder))
    return "\n    ".join(["", *lines, "".join(traceback.format_exception_only(error)).strip().replace("\n", "\n    ")])


def _own_lines(error: BaseException, folder: Path) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(folder) and "site-packages" not in path.parts:
            yield f"{path.relative_to(folder)}:{frame.lineno}  {frame.line}"


def _misuse(code: str, what: str, received: str, remedy: str, allowed: str | None = None) -> Misuse:
    return Misuse(Problem(code=code, what=what, received=received, allowed=allowed, remedy=remedy))
