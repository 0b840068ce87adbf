"""Which fields a state may have: by its type, and by its query language.

The table follows the States Language (2024) and the service's validator; a field that no type knows is refused as well.
"""

from __future__ import annotations

from typing import Final

from gwfw.asl.reader import JSONATA, JSONPATH, Language, Reader

__all__ = ["TYPES", "check_fields"]

_EVERY: Final = frozenset({"Comment", "Type", "QueryLanguage"})
_GOES_ON: Final = frozenset({"Next", "End"})
_PATHS: Final = frozenset({"InputPath", "OutputPath"})
_FAILS: Final = frozenset({"Retry", "Catch"})
_TIMES: Final = frozenset({"TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"})
_MAP: Final = frozenset(
    {
        "ItemProcessor",
        "Iterator",
        "Items",
        "ItemsPath",
        "ItemSelector",
        "ItemReader",
        "ItemBatcher",
        "ResultWriter",
        "MaxConcurrency",
        "MaxConcurrencyPath",
        "ToleratedFailureCount",
        "ToleratedFailureCountPath",
        "ToleratedFailurePercentage",
        "ToleratedFailurePercentagePath",
        "Label",
    }
)
_WORK: Final = _EVERY | _GOES_ON | _PATHS | _FAILS | {"Assign", "Output", "Parameters", "ResultSelector", "ResultPath"}

TYPES: Final = {
    "Task": _WORK | _TIMES | {"Arguments", "Resource", "Credentials"},
    "Parallel": _WORK | {"Arguments", "Branches"},
    "Map": _WORK | _MAP,
    "Pass": _EVERY | _GOES_ON | _PATHS | {"Assign", "Output", "Parameters", "Result", "ResultPath"},
    "Wait": _EVERY | _GOES_ON | _PATHS | {"Assign", "Output", "Seconds", "SecondsPath", "Timestamp", "TimestampPath"},
    "Choice": _EVERY | _PATHS | {"Assign", "Output", "Choices", "Default"},
    "Succeed": _EVERY | _PATHS | {"Output"},
    "Fail": _EVERY | {"Error", "ErrorPath", "Cause", "CausePath"},
}

_ONLY_JSONATA: Final = frozenset({"Arguments", "Output", "Items", "Condition"})
_ONLY_JSONPATH: Final = frozenset(
    {
        "InputPath",
        "OutputPath",
        "ResultPath",
        "ResultSelector",
        "Parameters",
        "Result",
        "ItemsPath",
        "MaxConcurrencyPath",
        "ToleratedFailureCountPath",
        "ToleratedFailurePercentagePath",
        "TimeoutSecondsPath",
        "HeartbeatSecondsPath",
        "SecondsPath",
        "TimestampPath",
        "ErrorPath",
        "CausePath",
        "MaxItemsPerBatchPath",
        "MaxInputBytesPerBatchPath",
    }
)


def check_fields(reader: Reader, allowed: frozenset[str]) -> None:
    """Report every field of an object that it may not have, whatever the language or in this one."""
    other, foreign = _foreign(reader.site.language)
    for name in reader.value:
        if name not in allowed:
            reader.refuse(f"Field '{name}' is not supported")
        elif name in foreign:
            reader.refuse(
                f"The QueryLanguage is set to '{reader.site.language}', but field '{name}' is only supported for the "
                f"'{other}' QueryLanguage"
            )


def _foreign(language: Language) -> tuple[Language, frozenset[str]]:
    return (JSONATA, _ONLY_JSONATA) if language == JSONPATH else (JSONPATH, _ONLY_JSONPATH)
