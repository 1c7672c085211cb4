"""How amounts are written for people."""

from decimal import Decimal


def dollars(amount: Decimal) -> str:
    """US dollars as people write them, for example $1,204.50 or -$20.00."""
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"
