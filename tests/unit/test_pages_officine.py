"""The counter's page: nothing on it moves while it wakes, whatever it has to show."""

from pathlib import Path

from rxapp.pages import officine

CSS = (Path(__file__).parents[2] / "assets/carnet.css").read_text(encoding="utf-8")


def test_a_board_without_orders_is_as_wide_as_its_columns() -> None:
    """`.board` widens the page: were it gone with the last order, title, bell and filters would move beside the margin."""
    assert ".main:has(.board){max-width:" in CSS
    assert str(officine._board()).count('"board board-one"') == 3  # nothing, nothing found, one column
