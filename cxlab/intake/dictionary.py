"""The data dictionary, data/README.md, made from the schemas and the column texts."""

from __future__ import annotations

import pandera.pandas as pa

from cxlab.intake.tables import ATTRIBUTE_PREFIX, TABLES
from cxlab.intake.words import resource

_TYPES = {
    "id": "text",
    "key": "text, pseudonymised",
    "text": "free text, masked",
    "word": "text",
    "date": "date or time",
    "number": "number",
    "flag": "yes / no",
}


def dictionary() -> str:
    """Return the Markdown of the data dictionary: every table and column with meaning, type, unit and limits."""
    texts = resource("columns")
    parts = [str(resource("dictionary")["head"]).strip()]
    for table, columns in TABLES.items():
        about = texts[table]["_"]
        rows = [_row(name, column, texts[table][name]) for name, column in columns.items()]
        if table in ATTRIBUTE_PREFIX:
            rows.append(str(resource("dictionary")["attributes"]).strip())
        head = "| column | meaning | 含义 | type | unit | required | allowed |\n|---|---|---|---|---|---|---|"
        parts.append(f"## {table}\n\n{about[0]}. {about[1]}。\n\n{head}\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _row(name: str, column: pa.Column, text: list[str]) -> str:
    english, chinese, unit = text
    needed = "yes" if column.required else ""
    kind = _TYPES[column.metadata["kind"]]
    return f"| `{name}` | {english} | {chinese} | {kind} | {unit} | {needed} | {_allowed(column)} |"


def _allowed(column: pa.Column) -> str:
    scale = column.metadata.get("scale")
    if scale:
        return f"{scale[0]:g}-{scale[1]:g} or as `scales` says"
    limits = []
    for check in column.checks:
        said = check.statistics or {}
        limits += [", ".join(said["allowed_values"])] if "allowed_values" in said else []
        limits += [f"≥ {said['min_value']:g}"] if "min_value" in said else []
        limits += [f"≤ {said['max_value']:g}"] if "max_value" in said else []
    return "; ".join(limits)
