"""The modules of OCPI, their two interfaces, and what a URL of ours calls them.

Source: OCPI 2.2.1 and 2.3.0 edition 2, version information endpoint (ModuleID, InterfaceRole).
"""

from enum import StrEnum


class ModuleId(StrEnum):
    """Names and values are OCPI's."""

    CDRS = "cdrs"
    CHARGING_PROFILES = "chargingprofiles"
    COMMANDS = "commands"
    CREDENTIALS = "credentials"
    HUB_CLIENT_INFO = "hubclientinfo"
    INVOICE_RECONCILIATION = "invoicereconciliation"
    """Since 2.3.0 edition 2."""
    LOCATIONS = "locations"
    SESSIONS = "sessions"
    TARIFFS = "tariffs"
    TOKENS = "tokens"


class InterfaceRole(StrEnum):
    """Which half of a module an endpoint is: the owner of its objects, or who is told of them."""

    SENDER = "SENDER"
    RECEIVER = "RECEIVER"
