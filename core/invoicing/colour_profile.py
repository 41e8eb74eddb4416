"""The colour profile that a PDF/A states: sRGB by its primaries, made here, byte for byte.

Sources: ICC.1:2001-04 (profile of version 2), IEC 61966-2-1 for the primaries (adapted to D50); its
curve is taken as a gamma of 2.2. ISO 19005-3 asks for an output intent where colours are RGB.
"""

from struct import pack
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

_DATE: Final = (2020, 1, 1, 0, 0, 0)
_D50: Final = (0.9642, 1.0, 0.8249)
_COLOURS: Final = {
    b"rXYZ": (0.4361, 0.2225, 0.0139),
    b"gXYZ": (0.3851, 0.7169, 0.0971),
    b"bXYZ": (0.1431, 0.0606, 0.7141),
    b"wtpt": _D50,
}
_GAMMA: Final = 563
"""2.2 in 256ths."""


def colour_profile() -> bytes:
    """The profile."""
    name = b"sRGB, NetworkCore\x00"
    tags = {
        b"desc": b"desc" + pack(">II", 0, len(name)) + name + bytes(78),
        b"cprt": b"text" + bytes(4) + b"No rights reserved\x00",
    }
    tags |= {tag: b"XYZ " + bytes(4) + _xyz(values) for tag, values in _COLOURS.items()}
    curve = b"curv" + pack(">IIH", 0, 1, _GAMMA)
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, body = pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        table += tag + pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    size = start + len(body)
    head = pack(">I", size) + bytes(4) + pack(">I", 0x02100000) + b"mntrRGB XYZ "
    head += pack(">6H", *_DATE) + b"acsp" + bytes(28) + _xyz(_D50)
    return head.ljust(128, b"\x00") + table + body


def state_colour_profile(canvas: Any) -> None:  # noqa: ANN401 (reportlab has no types)
    """Make the profile the output intent of a document."""
    document = canvas._doc  # noqa: SLF001 (reportlab offers no other way)
    stream = PDFStream(dictionary=PDFDictionary({"N": 3}), content=colour_profile())
    intent = PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB"),
            "Info": PDFString("sRGB"),
            "DestOutputProfile": document.Reference(stream),
        }
    )
    catalog = document.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
    catalog.__Refs__ = catalog.__NoDefault__
    catalog.OutputIntents = PDFArray([intent])


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"".join(pack(">i", round(value * 65_536)) for value in values)
