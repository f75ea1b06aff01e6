"""Write `viewer/src/contract.ts` from `contract.py` and `contract_mall.py`: run `python -m server.contract_ts`."""

from __future__ import annotations

import dataclasses
import inspect
import sys
import types
import typing
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from server import contract, contract_mall

TARGET = Path(__file__).resolve().parent.parent / "viewer" / "src" / "contract.ts"
HEAD = "// Made from server/contract.py and contract_mall.py by `make contract`. Do not edit.\n"
_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown"}
_NAMED = {contract.JobState: "JobState", contract.Attach: "Attach"}


def contract_ts() -> str:
    """The whole of contract.ts."""
    parts = [HEAD, _constants()]
    parts += [f"export type {name} = {_union(get_args(alias))};\n" for alias, name in _NAMED.items()]
    parts += [_interface(item) for item in _dataclasses()]
    parts.append(_alias("ClientMessage", get_args(contract_mall.ClientMessage)[0]))
    parts.append(_alias("ServerMessage", contract_mall.ServerMessage))
    return "\n".join(parts)


def _constants() -> str:
    numbers = ("NAME_MAX", "CHAT_MAX", "FLOOR_RADIUS_M")
    lines = [f'export const MALL_VERSION = "{contract_mall.MALL_VERSION}";']
    lines += [f"export const {name} = {getattr(contract, name):g};" for name in numbers]
    return "\n".join(lines) + "\n"


def _dataclasses() -> list[type]:
    found: list[type] = []
    for module in (contract, contract_mall):
        own = [item for item in vars(module).values() if getattr(item, "__module__", "") == module.__name__]
        made = [item for item in own if isinstance(item, type) and dataclasses.is_dataclass(item)]
        found += sorted(made, key=lambda item: inspect.getsourcelines(item)[1])
    return found


def _interface(item: type) -> str:
    hints = typing.get_type_hints(item, include_extras=True, localns=vars(contract) | vars(contract_mall))
    parent = next((base for base in item.__bases__ if dataclasses.is_dataclass(base)), None)
    inherited = {entry.name for entry in dataclasses.fields(parent)} if parent else set()
    lines = [f"/** {_doc(item)} */"]
    lines.append(f"export interface {item.__name__}{f' extends {parent.__name__}' if parent else ''} {{")
    for entry in dataclasses.fields(item):
        if entry.name not in inherited:
            lines.append(f"  readonly {entry.name}: {ts_type(hints[entry.name])};")
    return "\n".join([*lines, "}", ""])


def _doc(item: type) -> str:
    return inspect.cleandoc(item.__doc__ or "").replace("\n", "\n * ").replace("\n * \n", "\n *\n")


def _alias(name: str, union: Any) -> str:
    return f"export type {name} = {' | '.join(ts_type(entry) for entry in get_args(union))};\n"


def _union(values: tuple[Any, ...]) -> str:
    return " | ".join(f'"{value}"' for value in values)


def ts_type(hint: Any) -> str:
    """The TypeScript of a Python type; raises TypeError for one that the contract does not use."""
    origin, args = get_origin(hint), get_args(hint)
    if hint in _NAMED:
        return _NAMED[hint]
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return hint.__name__
    if origin is typing.Annotated:
        return ts_type(args[0])
    if origin is Literal:
        return _union(args)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(ts_type(entry) for entry in args)
    if origin is list:
        inner = ts_type(args[0])
        return f"readonly ({inner})[]" if "|" in inner or "readonly" in inner else f"readonly {inner}[]"
    if origin is tuple:
        return f"readonly [{', '.join(ts_type(entry) for entry in args)}]"
    if origin is dict:
        return f"Readonly<Record<{ts_type(args[0])}, {ts_type(args[1])}>>"
    raise TypeError(f"contract: expected a type that TypeScript has, got {hint}")


def main() -> int:
    """Write contract.ts; with `--check`, only say whether it is fresh (exit status 1 when stale)."""
    fresh = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == contract_ts()
    if "--check" in sys.argv:
        return 0 if fresh else 1
    if not fresh:
        TARGET.write_text(contract_ts(), encoding="utf-8")
    return 0


__all__ = ["TARGET", "contract_ts", "main", "ts_type"]

if __name__ == "__main__":
    sys.exit(main())
