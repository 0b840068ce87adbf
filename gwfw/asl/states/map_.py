"""Map: runs a processor for every item; the result is the array of the outputs, in the items' order.

INLINE iterations belong to the execution itself, DISTRIBUTED ones are executions of their own. Reading items from S3 and
writing results to S3 are refused when the definition is read: nothing local does either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from gwfw.asl import jsontext
from gwfw.asl.catch import read_catchers
from gwfw.asl.fields import check_fields
from gwfw.asl.findings import UNSUPPORTED
from gwfw.asl.flows import read_flow
from gwfw.asl.fork import Iterations
from gwfw.asl.formulas import read_value
from gwfw.asl.items import Batches, ItemField, SelectedItems
from gwfw.asl.map_run import Inputs, MapRun, Tolerance
from gwfw.asl.numbers import Bounds, FixedNumber, NumberField, read_number
from gwfw.asl.paths import read_path
from gwfw.asl.query import Expression
from gwfw.asl.reader import Reader, is_expression
from gwfw.asl.retry import read_retriers
from gwfw.asl.states.base import State, read_next
from gwfw.asl.template import read_template
from gwfw.asl.view import View

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain
    from gwfw.asl.container import Container, ReadContainer

__all__ = ["Map", "read_map"]

INLINE_LIMIT: Final = 40
DISTRIBUTED_LIMIT: Final = 10_000
_LABEL: Final = re.compile(r"[\w-]{1,40}", re.ASCII)
_BATCHER: Final = frozenset(
    {"MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath", "BatchInput"}
)
_MOST: Final = 2_147_483_647

_CONCURRENCY: Final = Bounds(least=0, most=_MOST, cause="MaxConcurrency cannot be negative.")
_COUNT: Final = Bounds(least=0, most=_MOST, cause="ToleratedFailureCount cannot be negative.")
_PERCENTAGE: Final = Bounds(least=0, most=100, cause="ToleratedFailurePercentage must be between 0 and 100.", whole=False)
_BATCH: Final = Bounds(least=1, most=_MOST, cause="MaxItemsPerBatch must be positive.")
_BATCH_BYTES: Final = Bounds(least=1, most=jsontext.SIZE_LIMIT, cause="MaxInputBytesPerBatch must be positive.")
_NONE: Final = FixedNumber(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batcher:
    """An `ItemBatcher`; `most` and `most_bytes` None: not given."""

    most: NumberField | None
    most_bytes: NumberField | None
    given: Expression | None

    def batches(self, items: SelectedItems, view: View) -> Batches:
        """The items in batches. Raises StateError."""
        most = _MOST if self.most is None else self.most.evaluate(view)
        most_bytes = jsontext.SIZE_LIMIT if self.most_bytes is None else self.most_bytes.evaluate(view)
        given = None if self.given is None else self.given.evaluate(view)
        return Batches(items, view.now, most=most, most_bytes=most_bytes, given=given, has_given=self.given is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Map(State):
    """A Map state. Without a tolerance an inline Map fails with its first iteration's own error."""

    kind: ClassVar[str] = "Map"
    retriable: ClassVar[bool] = True

    items: ItemField
    selector: Expression | None
    processor: Container
    distributed: bool
    express: bool
    concurrency: NumberField
    count: NumberField | None
    percentage: NumberField | None
    batcher: Batcher | None
    label: str | None

    def begin(self, chain: Chain, now: float) -> None:
        """Start the first iterations."""
        view = chain.view(now)
        data = self.flow.effective(view)
        view = view.of(data)
        values, keys = self.items.items(view)
        items = SelectedItems(chain, data, values, keys, self.selector)
        concurrency = int(self.concurrency.evaluate(view))
        tolerance = Tolerance(
            *(None if number is None else number.evaluate(view) for number in (self.count, self.percentage))
        )
        batches: Inputs = items if self.batcher is None else self.batcher.batches(items, view)
        chain.note("MapStateStarted", now, length=len(values))
        chain.activity = fork = self._fork(chain, items, batches, concurrency, tolerance)
        fork.begin(now)

    def _fork(
        self, chain: Chain, items: SelectedItems, batches: Inputs, concurrency: int, tolerance: Tolerance
    ) -> Iterations | MapRun:
        most = DISTRIBUTED_LIMIT if self.distributed else INLINE_LIMIT
        limit = min(concurrency or most, most)
        if not self.distributed:
            return Iterations(chain, self.processor, items, limit)
        return MapRun(chain, self.processor, batches, limit, tolerance=tolerance, express=self.express, label=self.label)


def read_map(reader: Reader, name: str, read_container: ReadContainer) -> Map:
    """Compile a Map state."""
    reader.exclusive("ItemSelector", "Parameters")
    selector = "ItemSelector" if reader.has("ItemSelector") else "Parameters"
    mode = _mode(reader)
    for refused in ("ItemReader", "ResultWriter"):
        if reader.has(refused):
            reader.refuse(f"Field '{refused}' is not run locally: it needs Amazon S3", refused, code=UNSUPPORTED)
    return Map(
        name=name,
        flow=read_flow(reader, has_result=True, has_parameters=False),
        next=read_next(reader),
        retriers=read_retriers(reader),
        catchers=read_catchers(reader),
        items=_items(reader),
        selector=read_value(reader, selector) if reader.jsonata else read_template(reader, selector),
        processor=read_container(mode.processor, distributed=mode.distributed, express=mode.express),
        distributed=mode.distributed,
        express=mode.express,
        concurrency=read_number(reader, "MaxConcurrency", _CONCURRENCY) or _NONE,
        count=_tolerance(reader, mode, "ToleratedFailureCount", _COUNT),
        percentage=_tolerance(reader, mode, "ToleratedFailurePercentage", _PERCENTAGE),
        batcher=_batcher(reader, mode),
        label=_label(reader),
    )


@dataclass(frozen=True, slots=True)
class Mode:
    """A `ProcessorConfig`, and the processor that has it. `express`: the kind of its child executions."""

    processor: Reader
    distributed: bool
    express: bool


def _mode(reader: Reader) -> Mode:
    field = reader.exclusive("ItemProcessor", "Iterator", required=True) or "ItemProcessor"
    processor = reader.child(field) or Reader({}, f"{reader.path}/{field}", reader.site)
    config = processor.child("ProcessorConfig")
    if config is None:
        return Mode(processor, False, reader.site.setting.express)
    check_fields(config, frozenset({"Mode", "ExecutionType"}))
    distributed = config.choice("Mode", ("INLINE", "DISTRIBUTED")) == "DISTRIBUTED"
    express = config.choice("ExecutionType", ("STANDARD", "EXPRESS")) == "EXPRESS"
    if distributed:
        config.require("ExecutionType")
        if reader.site.setting.express:
            config.refuse("Express state machine does not support a Map in mode DISTRIBUTED", "Mode")
    return Mode(processor, distributed, express if distributed else reader.site.setting.express)


def _items(reader: Reader) -> ItemField:
    if not reader.jsonata:
        return ItemField(read_path(reader, "ItemsPath"), False)
    value = reader.value.get("Items", [])
    if not isinstance(value, list | dict) and not is_expression(value):
        reader.refuse("Expected value of type [ARRAY] or a JSONata expression", "Items")
    return ItemField(read_value(reader, "Items"), True)


def _tolerance(reader: Reader, mode: Mode, name: str, bounds: Bounds) -> NumberField | None:
    if not mode.distributed and (reader.has(name) or reader.has(f"{name}Path")):
        reader.warn(f"Field '{name}' has no effect in a Map of mode INLINE", name)
    return read_number(reader, name, bounds)


def _batcher(reader: Reader, mode: Mode) -> Batcher | None:
    batcher = reader.child("ItemBatcher")
    if batcher is None:
        return None
    if not mode.distributed:
        reader.refuse("Field 'ItemBatcher' is only supported in a Map of mode DISTRIBUTED", "ItemBatcher")
    check_fields(batcher, _BATCHER)
    most = read_number(batcher, "MaxItemsPerBatch", _BATCH)
    most_bytes = read_number(batcher, "MaxInputBytesPerBatch", _BATCH_BYTES)
    if most is None and most_bytes is None:
        batcher.refuse("One of these fields is required: [MaxItemsPerBatch, MaxInputBytesPerBatch]")
    given = read_value(batcher, "BatchInput") if reader.jsonata else read_template(batcher, "BatchInput")
    return Batcher(most=most, most_bytes=most_bytes, given=given)


def _label(reader: Reader) -> str | None:
    label = reader.string("Label")
    if label is not None and not _LABEL.fullmatch(label):
        reader.refuse("A label has 1 to 40 letters, digits, '-' and '_'", "Label")
    return label
