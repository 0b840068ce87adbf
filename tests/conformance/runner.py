"""Runs conformance cases: every case file below the given folders, each in every way that applies to its schema.

A schema is a module beside this one that offers
- `matches(document)`: whether the document has this schema's form;
- `run(case)`: what differed, by the way it ran (`{"in process": [], "socket": ["step 2: ..."]}`);
- `cases(document)`, optional: the cases of a file that holds several, as (id, case) pairs.
Neither this file nor the schemas know a case's name or values. A case passes if every way that ran passes.
Exit code 1 on a failing case, an unknown schema, an unreadable file and on no case at all.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

SCHEMAS = ("http", "websocket", "vtl", "asl")
HERE = Path(__file__).parent

if __name__ == "__main__":
    sys.path[0] = str(HERE.parents[1])  # a schema's name may be a standard module's, and schemas have parts in this tree


def main(arguments: Sequence[str]) -> int:
    """Run the cases below `arguments` and print the account; the last line is `N passed, M failed, K skipped`."""
    schemas = load(SCHEMAS)
    passed = failed = 0
    ways: set[str] = set()
    for name, case, schema in found(arguments, schemas):
        problems = run(schema, case, ways)
        if problems:
            failed += 1
            print(f"FAILED {name}: {'; '.join(problems)}")
        else:
            passed += 1
    if not passed and not failed:
        print("FAILED no case found")
    if ways:
        print(f"ways: {', '.join(sorted(ways))}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 0 if passed and not failed else 1


def load(names: Iterable[str]) -> list[ModuleType]:
    """Import the schema modules that exist beside this file."""
    modules = []
    for name in names:
        path = HERE / f"{name}.py"
        if path.exists():
            spec = importlib.util.spec_from_file_location(f"gwfw_conformance_{name}", path)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module
            spec.loader.exec_module(module)
            modules.append(module)
    return modules


def found(arguments: Sequence[str], schemas: Sequence[ModuleType]) -> Iterator[tuple[str, object, ModuleType | str]]:
    """Every case: its name, its document, and its schema (or why there is none)."""
    for argument in arguments:
        root = Path(argument)
        files = [root] if root.is_file() else sorted(root.rglob("*.json"))
        for path in files:
            try:
                document = json.loads(path.read_text(encoding="utf-8"))
            except ValueError as error:
                yield str(path), None, f"not JSON: {error}"
                continue
            schema = next((schema for schema in schemas if schema.matches(document)), None)
            if schema is None:
                yield str(path), None, "unknown schema"
            elif hasattr(schema, "cases"):
                for identity, case in schema.cases(document):
                    yield f"{path.name}:{identity}", case, schema
            else:
                yield path.name, document, schema


def run(schema: ModuleType | str, case: object, ways: set[str]) -> list[str]:
    """Run one case in every way; the differences, each headed by its way."""
    if isinstance(schema, str):
        return [schema]
    try:
        outcome: Mapping[str, Sequence[str]] = schema.run(case)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    ways.update(outcome)
    return [f"[{way}] {difference}" for way, differences in outcome.items() for difference in differences]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
