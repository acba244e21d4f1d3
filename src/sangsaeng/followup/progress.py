"""How far an indicator is on its way from baseline to target; pure: numbers in, a number out."""

from decimal import Decimal


def way(baseline: Decimal | None, target: Decimal, value: Decimal) -> Decimal | None:
    """Per cent of the way from baseline to target; above 100 beyond the target, below 0 on the wrong side of the baseline.

    None (unknown) where the baseline is unknown or the target equals it. One formula serves both directions:

    >>> way(Decimal(0), Decimal(20), Decimal(5)), way(Decimal(80), Decimal(40), Decimal(60))
    (Decimal('25'), Decimal('50'))
    >>> way(Decimal(10), Decimal(20), Decimal(24)), way(Decimal(80), Decimal(40), Decimal(90))
    (Decimal('140'), Decimal('-25'))
    >>> way(None, Decimal(20), Decimal(5)) is None
    True
    """
    if baseline is None or target == baseline:
        return None
    return (value - baseline) / (target - baseline) * 100


def is_reached(target: Decimal, value: Decimal, *, more_is_better: bool) -> bool:
    """Whether the value is at its target or better; needs no baseline.

    >>> is_reached(Decimal(40), Decimal(39), more_is_better=False), is_reached(Decimal(40), Decimal(39), more_is_better=True)
    (True, False)
    """
    return value >= target if more_is_better else value <= target
