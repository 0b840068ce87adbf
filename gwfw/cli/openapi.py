"""`gwfw openapi`: the OpenAPI 3.1 document of the app's HTTP API, as JSON or YAML."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gwfw.apidocs.openapi import document, to_json
from gwfw.cli.app import app_arguments, frozen

EXAMPLE = "gwfw openapi --yaml --out openapi.yaml"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    app_arguments(parser)
    parser.add_argument("--yaml", action="store_true", help="write YAML instead of JSON")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write a file instead of printing")
    parser.add_argument("--api-version", default="0.1.0", metavar="VERSION", help="the API's version (default: %(default)s)")
    parser.add_argument(
        "--server", action="append", default=[], metavar="URL", help="a URL it is served at; may be repeated"
    )


def run(options: argparse.Namespace) -> int:
    """Print or write the document."""
    found = document(frozen(options).graph, version=options.api_version, servers=options.server)
    if options.yaml:
        import yaml  # type: ignore[import-untyped]  # has no types of its own

        text = yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=120)
    else:
        text = to_json(found)
    if options.out is None:
        sys.stdout.write(text)
    else:
        options.out.write_text(text, encoding="utf-8")
        sys.stderr.write(f"wrote {options.out}\n")
    return 0
