"""ISO 3166 alpha-3, as OCPI writes the country of a location, <-> alpha-2, as everything else.

Europe, North America and a few more: the countries that OCPI peers were seen in.
"""

from typing import Final

from core.domain.errors import RuleError
from core.ocpi.wire import WireObject

_PAIRS: Final = (
    "ALB:AL AND:AD ARE:AE ARM:AM AUS:AU AUT:AT AZE:AZ BEL:BE BGR:BG BIH:BA BLR:BY BRA:BR CAN:CA "
    "CHE:CH CHN:CN CYP:CY CZE:CZ DEU:DE DNK:DK ESP:ES EST:EE FIN:FI FRA:FR FRO:FO GBR:GB GEO:GE "
    "GGY:GG GIB:GI GRC:GR GRL:GL HRV:HR HUN:HU IMN:IM IND:IN IRL:IE ISL:IS ISR:IL ITA:IT JEY:JE "
    "JPN:JP KOR:KR LIE:LI LTU:LT LUX:LU LVA:LV MCO:MC MDA:MD MEX:MX MKD:MK MLT:MT MNE:ME NLD:NL "
    "NOR:NO NZL:NZ POL:PL PRT:PT ROU:RO RUS:RU SAU:SA SGP:SG SMR:SM SRB:RS SVK:SK SVN:SI SWE:SE "
    "TUR:TR UKR:UA USA:US VAT:VA XKX:XK ZAF:ZA"
)

ALPHA_2: Final[dict[str, str]] = dict(pair.split(":") for pair in _PAIRS.split())
"""By alpha-3."""

ALPHA_3: Final[dict[str, str]] = {short: long for long, short in ALPHA_2.items()}
"""By alpha-2."""


def country_of_wire(wire: WireObject) -> str:
    """Alpha-2 of the field ``country``.

    Raises:
        WireError: No country of the table.
    """
    alpha_3 = wire.text("country", 3).upper()
    if alpha_3 not in ALPHA_2:
        raise wire.refused("country", f"wanted a known ISO 3166 alpha-3 code, found {alpha_3!r}")
    return ALPHA_2[alpha_3]


def alpha_3_of(country_code: str) -> str:
    """Alpha-3 of an alpha-2 code.

    Raises:
        RuleError: The table has no such country.
    """
    if country_code not in ALPHA_3:
        raise RuleError(f"country {country_code}: its alpha-3 code is not known here")
    return ALPHA_3[country_code]
