"""Stock of a shop: how many pieces of each article lie on the shelf."""


def take(stock, article, count):
    """Stock after `count` pieces were taken; ValueError when there are not enough."""
    if count > stock[article]:
        raise ValueError(f"only {stock[article]} of {article} left")
    return {**stock, article: stock[article] - count}


def missing(stock, minimum=5):
    """Articles of which fewer than `minimum` are left, in alphabetical order."""
    return [article for article, count in stock.items() if count <= minimum]
