import pytest

from shop.discount import best, discounted


class TestDiscounted:
    @pytest.mark.parametrize(("cents", "percent", "expected"), [(1000, 10, 900), (25, 10, 23), (99, 0, 99)])
    def test_rounds_half_up(self, cents, percent, expected):
        assert discounted(cents, percent) == expected


class TestBest:
    def test_is_the_highest(self):
        assert best([5, 20, 10]) == 20

    def test_of_no_offer_is_zero(self):
        assert best([]) == 0
