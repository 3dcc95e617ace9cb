"""What Office files have in common: number formats, texts that XML can hold, and bytes that do not change."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

from cxlab.report.hostile import clean

# As `cxlab.numbers.plain` writes a unit, in the language of number formats.
FORMATS = {
    "percent": "0.0%",
    "percent_change": "+0%;−0%;0%",
    "points": "0.0;−0.0",
    "count": "#,##0",
    "people": "#,##0",
    "rate": "0.0;−0.0",
    "score": "0.00;−0.00",
    "ratio": "0.00;−0.00",
    "decimal": "0.000;−0.000",
    "days": "0.0;−0.0",
}
# Beside a mark there is no room for a decimal; a share that is not quite nothing does not read 0%.
LABELS = FORMATS | {"percent": '[=0]0%;[<0.005]"<1%";0%'}
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def xml_text(text: str) -> str:
    """Return `text` without the characters that no XML file can hold, or that are not seen."""
    return _NO_XML.sub("", clean(text))


def steady(content: bytes, made: dt.datetime) -> bytes:
    """Return an Office file with `made` as its only time stamp: in the archive, its properties, and files within."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # else the operating system would show in the bytes
            new.writestr(info, _part(name, old.read(name), made))
    return stream.getvalue()


def _part(name: str, content: bytes, made: dt.datetime) -> bytes:
    if name.endswith(".xlsx"):
        return steady(content, made)
    if name == "docProps/core.xml":
        return _STAMP.sub(rb"\g<1>" + made.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<3>", content)
    return content
