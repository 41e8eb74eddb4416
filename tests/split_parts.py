"""Sums of a session's parts, as its worked postings name them; in minor units."""

from core.domain.waterfall import Actor


def commission_vat(parts):
    """VAT of what the network invoices to the CPO, its roaming fee apart."""
    to_network = parts.between(Actor.CPO, Actor.NETWORK)
    return sum(one.vat for one in to_network if not one.is_fee)


def dp_share_vat(parts):
    """VAT on the DP's part."""
    return sum(one.vat for one in parts.between(payee=Actor.DP))


def fee(parts, payer):
    """Roaming fee that a party owes, before VAT."""
    return sum(one.amount for one in parts.between(payer, Actor.NETWORK) if one.is_fee)


def fee_vat(parts, payer):
    """VAT on that."""
    return sum(one.vat for one in parts.between(payer, Actor.NETWORK) if one.is_fee)
