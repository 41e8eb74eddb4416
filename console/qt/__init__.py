"""Qt shows what present prepares, and decides nothing."""
