"""Cdr x Tariff -> PricedCdr; exact until rounded, one line for each cost."""
