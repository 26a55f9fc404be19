"""What can be done with the catalogue: stock for buyers, the offering for operators."""

from .files import add_file
from .offering import (
    add_category,
    add_product,
    add_slot,
    retire,
    set_pictures,
    set_price,
    set_stock,
)
from .pictures import add_picture, describe_picture, move_picture, remove_picture
from .stock import commit_stock, release_stock, reserve

__all__ = [
    "add_category",
    "add_file",
    "add_picture",
    "add_product",
    "add_slot",
    "commit_stock",
    "describe_picture",
    "move_picture",
    "release_stock",
    "remove_picture",
    "reserve",
    "retire",
    "set_pictures",
    "set_price",
    "set_stock",
]
