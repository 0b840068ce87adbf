"""Every kind of the catalogue through every side: a kind that lacks one is an error, here and for users."""

from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path

import pytest

import gwfw.authorizers
import gwfw.integrations
from gwfw.authorizers import catalogue as authorizers
from gwfw.declarations import Credentials, Target
from gwfw.errors import Misuse
from gwfw.graph.model import Integration
from gwfw.integrations import catalogue
from gwfw.integrations.catalogue import KINDS, SIDES, Side, side
from gwfw.integrations.sides import Declare
from gwfw.ports import Authorize, Emulate

FOLDER = Path(gwfw.integrations.__file__).parent


def functions(protocol: type) -> dict[str, list[str]]:
    """The functions of a Protocol, with the names of their parameters."""
    members = {name: value for name, value in vars(protocol).items() if inspect.isfunction(value) and name[0] != "_"}
    return {name: list(inspect.signature(value).parameters)[1:] for name, value in members.items()}


def test_the_catalogue_lists_every_folder() -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/spec.py")}
    assert set(KINDS) == folders


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SIDES)
def test_every_kind_has_every_side(kind: str, name: Side) -> None:
    assert (FOLDER / kind / f"{name}.py").exists()
    if name != "synth":  # imported by the synthesizer's process only
        assert (side(kind, name).__doc__ or "").strip()


@pytest.mark.parametrize("kind", KINDS)
def test_a_spec_is_a_frozen_value(kind: str) -> None:
    spec = catalogue.spec(kind)
    assert issubclass(spec, Integration)
    assert spec.kind == kind
    assert dataclasses.is_dataclass(spec)
    assert spec.__dataclass_params__.frozen  # type: ignore[attr-defined]  # dataclasses' own
    assert not hasattr(spec, "__dict__") or "__slots__" in vars(spec)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "protocol"), [("declare", Declare), ("emulate", Emulate)])
def test_a_side_has_the_functions_of_its_protocol(kind: str, name: Side, protocol: type) -> None:
    module = side(kind, name)
    for function, parameters in functions(protocol).items():
        found = getattr(module, function)
        assert list(inspect.signature(found).parameters) == parameters, f"{kind}.{name}.{function}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_declare_side_has_a_target(kind: str) -> None:
    targets = [
        value for value in vars(side(kind, "declare")).values()
        if isinstance(value, type) and issubclass(value, Target) and getattr(value, "kind", None) == kind
    ]  # fmt: skip
    assert targets
    assert all(set(target.apis) <= {"http", "websocket"} for target in targets if hasattr(target, "apis"))


def test_the_emulator_gets_every_kind() -> None:
    assert set(catalogue.emulators()) == set(KINDS)


# Authorizers ---------------------------------------------------------------------------------------------------------

AUTHORIZERS = Path(gwfw.authorizers.__file__).parent


def test_the_catalogue_lists_every_authorizer() -> None:
    assert set(authorizers.KINDS) == {path.parent.name for path in AUTHORIZERS.glob("*/spec.py")}


@pytest.mark.parametrize("kind", authorizers.KINDS)
@pytest.mark.parametrize("name", authorizers.SIDES)
def test_every_authorizer_has_every_side(kind: str, name: authorizers.Side) -> None:
    assert (AUTHORIZERS / kind / f"{name}.py").exists()
    if name != "synth":
        assert (authorizers.side(kind, name).__doc__ or "").strip()


@pytest.mark.parametrize("kind", authorizers.KINDS)
def test_an_authorizer_is_declared_by_credentials(kind: str) -> None:
    module = authorizers.side(kind, "declare")
    assert list(inspect.signature(module.authorizer).parameters) == ["target", "place"]
    assert any(
        isinstance(value, type) and issubclass(value, Credentials) and getattr(value, "kind", None) == kind
        for value in vars(module).values()
    )
    for function, parameters in functions(Authorize).items():
        found = getattr(authorizers.side(kind, "emulate"), function)
        assert list(inspect.signature(found).parameters) == parameters


# Mistakes ------------------------------------------------------------------------------------------------------------


def test_a_kind_that_is_not_there() -> None:
    with pytest.raises(Misuse) as raised:
        side("smoke", "spec")
    assert (raised.value.problem.code, raised.value.problem.received) == ("unknown-kind", "'smoke'")


def test_a_side_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "KINDS", {"smoke": {name: f"gwfw.integrations.smoke_{name}" for name in SIDES}})
    with pytest.raises(Misuse) as raised:
        side("smoke", "emulate")
    assert raised.value.problem.code == "missing-side"
    assert raised.value.problem.what == "integrations of the kind smoke have no emulate side in this version"
