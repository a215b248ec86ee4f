import pytest

from shop.stock import missing, take


def test_take_leaves_the_rest():
    assert take({"tea": 7}, "tea", 3) == {"tea": 4}


def test_take_refuses_more_than_there_is():
    with pytest.raises(ValueError, match="only 7 of tea left"):
        take({"tea": 7}, "tea", 8)


def test_an_unknown_article_is_not_available():
    with pytest.raises(ValueError):
        take({}, "pot", 1)


def test_missing_lists_what_is_below_the_minimum():
    assert missing({"tea": 2, "cup": 5, "bowl": 1}) == ["bowl", "tea"]
