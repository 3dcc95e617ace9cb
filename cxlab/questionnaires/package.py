"""Office files out of small XML parts, zipped so that the same parts give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DOCUMENT = "application/vnd.openxmlformats-officedocument"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xml(text: str) -> str:
    """Return a text as it stands inside an XML element or attribute."""
    return escape(_CONTROL.sub("", text), {'"': "&quot;"})


def package(parts: Mapping[str, str], types: Mapping[str, str], main: str) -> bytes:
    """Return an Office file of XML parts.

    Parameters
    ----------
    parts : ``{path in the file: XML without its declaration}``.
    types : ``{path: what it is}``, e.g. ``spreadsheetml.sheet.main``.
    main : path of the part to open first.
    """
    listed = [("Default", 'Extension="rels"', _RELATIONS), ("Default", 'Extension="xml"', "application/xml")]
    listed += [("Override", f'PartName="/{path}"', f"{_DOCUMENT}.{kind}+xml") for path, kind in types.items()]
    said = "".join(f'<{tag} {what} ContentType="{kind}"/>' for tag, what, kind in listed)
    everything = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{said}</Types>',
        "_rels/.rels": relations({main: "officeDocument"}),
        **parts,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in everything.items():
            info = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # else the operating system would show in the bytes
            archive.writestr(info, (_HEAD + content).encode("utf-8"))
    return stream.getvalue()


def relations(targets: Mapping[str, str]) -> str:
    """Return the part that names related parts, ``{target: kind}``, as rId1, rId2, ..."""
    found = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'
