"""Discounts in whole cents."""


def discounted(cents, percent):
    """Price after a discount; half a cent is rounded up, in favour of the shop."""
    return round(cents * (100 - percent) / 100)


def best(offers):
    """Highest percentage of a list of offers; 0 when there is none."""
    return max(offers)
