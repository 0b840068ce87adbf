"""One deployment as a stack of its own, with outputs, written as a cloud assembly.

Nothing in the assembly depends on when, where or by whom it was written: no analytics, no construct tree, no stack traces,
no account and no region. The same manifest and the same bundle give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from aws_cdk import App, CfnOutput, Stack

from gwfw.graph.model import AppGraph
from gwfw.synth import addresses
from gwfw.synth.blame import blaming
from gwfw.synth.build import build
from gwfw.synth.naming import logical_id
from gwfw.synth.parts import Parts
from gwfw.synth.settings import SynthSettings, stack_name
from gwfw.synth.tuning import tune

__all__ = ["synthesize"]


def synthesize(
    graph: AppGraph,
    settings: SynthSettings,
    *,
    out: Path,
    validate: bool = False,
    tunings: Sequence[str] = (),
    folder: Path | None = None,
) -> str:
    """Write the assembly of one deployment into `out` and return the stack's name. Raises Refusal.

    `validate` runs the CDK's own check of the template, which takes 2 to 4 seconds. `tunings` are the app's functions that
    change the stack (`shop:tune`); they, and the functions that make constructs, are in modules below `folder`.
    """
    folder = Path() if folder is None else folder
    if tunings or graph.constructs:
        sys.path.insert(0, str(folder))
    name = stack_name(graph.name, settings.stage)
    with blaming("stack"):
        app = App(
            outdir=str(out),
            analytics_reporting=False,
            tree_metadata=False,
            stack_traces=False,
            builtin_cloud_formation_validation=validate,
        )
        stack = Stack(app, name, stack_name=name, description=f"{graph.name}, deployment {settings.stage}")
    _outputs(build(stack, graph, settings, folder=folder))
    tune(stack, tunings, folder)
    with blaming("template"):
        app.synth()
    return name


def _outputs(parts: Parts) -> None:
    """`HttpUrl`, `WebSocketUrl`, the physical name of each table and machine, the id of each API key, and where the DNS
    record of each domain has to lead."""
    values: dict[str, str] = {}
    if parts.http_api is not None:
        values["HttpUrl"] = addresses.http_url(parts)
    if parts.websocket_api is not None:
        values["WebSocketUrl"] = addresses.websocket_url(parts)
    for name, table in parts.tables.items():
        values[logical_id("TableName", name)] = table.table_name
    for name, machine in parts.machines.items():
        values[logical_id("MachineArn", name)] = machine.state_machine_arn
    for name, identifier in parts.api_keys.items():
        values[logical_id("KeyId", name)] = identifier
    for name, domain in parts.domains.items():
        values[logical_id("DomainTarget", name)] = domain.regional_domain_name
    for key, value in values.items():
        CfnOutput(parts.stack, key, value=value)
