"""PricedCdr x Agreement -> Entry; what is owed to whom, balanced."""
