"""Small React parts of our own, for what the browser alone must do; their JavaScript is in `assets/ui/`."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var


def _no_value() -> tuple[()]:
    return ()


def _text_value(value: Var[str]) -> tuple[Var[str]]:
    return (value,)


def _ids_value(ids: Var[list[str]]) -> tuple[Var[list[str]]]:
    return (ids,)


def _typed_value(typed: Var[dict[str, str]]) -> tuple[Var[dict[str, str]]]:
    return (typed,)


def _bool_value(value: Var[bool]) -> tuple[Var[bool]]:
    return (value,)


def _three_values(one: Var[str], two: Var[str], three: Var[str]) -> tuple[Var[str], Var[str], Var[str]]:
    return (one, two, three)


class Secret(rx.Component):
    """A password box with a button that shows what is typed."""

    library = "$/public/ui/secret.js"
    tag = "Secret"
    input: Var[dict[str, Any]]
    icons: Var[dict[str, str]]


class Search(rx.Component):
    """A search box that tells what is typed after a short rest, to a handler or to the address; Escape empties it."""

    library = "$/public/ui/search.js"
    tag = "Search"
    input: Var[dict[str, Any]]
    value: Var[str]
    on_search: rx.EventHandler[_text_value]


class Modal(rx.Component):
    """A native dialog opened and closed by a var: focus stays inside, Escape closes. Where something was typed it says `asking`
    first, and a second Escape closes.
    """

    library = "$/public/ui/modal.js"
    tag = "Modal"
    open: Var[bool]
    labelled_by: Var[str]
    asking: Var[str]
    on_close: rx.EventHandler[_no_value]


class Filter(rx.Component):
    """A select whose choice lives in the address, under `name`."""

    library = "$/public/ui/address.js"
    tag = "Filter"
    name: Var[str]
    label: Var[str]
    everything: Var[str]
    options: Var[list[Any]]


class Addressed(rx.Component):
    """Its children once `id` ends the address, `waiting` until then: what the state still holds of another page never shows."""

    library = "$/public/ui/address.js"
    tag = "Addressed"
    id: Var[str]
    waiting: Var[rx.Component]


class Soon(rx.Component):
    """Its children a moment after the page, once what one sees first has been drawn; at once for who comes back to it."""

    library = "$/public/ui/soon.js"
    tag = "Soon"


class Turned(rx.Component):
    """Moves the focus to the title when the address shows the following rows, or when another of the values `names` changes."""

    library = "$/public/ui/address.js"
    tag = "Turned"
    names: Var[list[str]]


class Picture(rx.Component):
    """An image that comes when it is about to be seen; `failure` (words, with an icon) stands where it did not come."""

    library = "$/public/ui/picture.js"
    tag = "Picture"
    src: Var[str]
    alt: Var[str]
    failure: Var[str]
    shape: Var[str]


class FirstPage(rx.Component):
    """Room for the first page of a document, where the server may have put it already."""

    library = "$/public/ui/picture.js"
    tag = "FirstPage"


class Thumbnail(rx.Component):
    """The small image of a row, fetched when the row is about to be seen; the icon `shape` where there is none."""

    library = "$/public/ui/picture.js"
    tag = "Thumbnail"
    src: Var[str]
    shape: Var[str]


class Undo(rx.Component):
    """What was just done, and some seconds to take it back."""

    library = "$/public/ui/undo.js"
    tag = "Undo"
    what: Var[str]
    message: Var[str]
    seconds: Var[int]
    label: Var[str]
    on_undo: rx.EventHandler[_no_value]
    on_expire: rx.EventHandler[_no_value]


class Fold(rx.Component):
    """A `<details>` (its children: the summary, then what is folded) that opens by itself where the address ends with `#name`."""

    library = "$/public/ui/fold.js"
    tag = "Fold"
    name: Var[str]


class Guide(rx.Component):
    """Moves the focus: to the title after a change of page, to the first wrong field after a refusal."""

    library = "$/public/ui/guide.js"
    tag = "Guide"


class AppBadge(rx.Component):
    """Shows `count` on the icon of the installed application, once it is `known`."""

    library = "$/public/ui/guide.js"
    tag = "AppBadge"
    count: Var[int]
    known: Var[bool]


class Chosen(rx.Component):
    """Presses, in each `.choice`, the button of the theme or language that is in use now."""

    library = "$/public/ui/guide.js"
    tag = "Chosen"


class Settled(rx.Component):
    """Stands again at the part that the address names (`#part`) each time `when` changes, until the reader moves."""

    library = "$/public/ui/guide.js"
    tag = "Settled"
    when: Var[str]


class FocusOn(rx.Component):
    """Puts the focus on the element `target` (an id) each time `when` changes."""

    library = "$/public/ui/guide.js"
    tag = "FocusOn"
    when: Var[Any]
    target: Var[str]


class TextFile(rx.Component):
    """A button that reads a small text file of this device into the box `target` (an id); nothing is sent."""

    library = "$/public/ui/text_file.js"
    tag = "TextFile"
    target: Var[str]
    most: Var[int]
    label: Var[str]
    icon: Var[str]


class WrongField(rx.Component):
    """Puts the focus on the first wrong field each time `when` changes to something not empty."""

    library = "$/public/ui/guide.js"
    tag = "WrongField"
    when: Var[Any]


class Sending(rx.Component):
    """Files still on their way while none of their rows is on screen; `on_kept` gets the name of each one kept meanwhile."""

    library = "$/public/ui/sending.js"
    tag = "Sending"
    on_kept: rx.EventHandler[_text_value]


class CalendarFile(rx.Component):
    """A button that sends one calendar file to `url`; `on_done` gets its id, refusals are said beside it."""

    library = "$/public/ui/calendar_file.js"
    tag = "CalendarFile"
    url: Var[str]
    most: Var[int]
    icons: Var[dict[str, str]]
    on_done: rx.EventHandler[_ids_value]


class UploadPanel(rx.Component):
    """The buttons, the drop zone and one row a file being sent. `aside`: words of the button for files that go with something
    else on the page, which shows them itself once they are there.
    """

    library = "$/public/ui/uploader.js"
    tag = "Uploader"
    url: Var[str]
    most: Var[int]
    icons: Var[dict[str, str]]
    aside: Var[str]
    on_done: rx.EventHandler[_ids_value]


class PushDevice(rx.Component):
    """A switch: whether this browser shows notifications. `known`: SHA-256 of the addresses the account has.

    words: label, denied, absent, failed. on_subscribe: address and two keys; on_unsubscribe: address.
    """

    library = "$/public/ui/push_device.js"
    tag = "PushDevice"
    public_key: Var[str]
    known: Var[list[str]]
    words: Var[dict[str, str]]
    on_subscribe: rx.EventHandler[_three_values]
    on_unsubscribe: rx.EventHandler[_text_value]


class KeptCard(rx.Component):
    """A switch: whether the emergency card of `person` (an id) is kept on this device. words: label, see, done, gone, other (with
    a `{nom}`), absent, failed.
    """

    library = "$/public/ui/kept_card.js"
    tag = "KeptCard"
    person: Var[str]
    words: Var[dict[str, str]]


class Ring(rx.Component):
    """The switch of the counter's bell, kept in the browser; it rings each time `rings` grows."""

    library = "$/public/ui/board.js"
    tag = "Ring"
    rings: Var[int]


class CounterKeys(rx.Component):
    """The keys of the counter: j, k and the arrows walk what bears `data-card`; a letter does what bears it as `data-act`."""

    library = "$/public/ui/board.js"
    tag = "CounterKeys"


class OneColumn(rx.Component):
    """On a narrow screen, has the address name the column `first` when it names none and `whole` (the board) shows."""

    library = "$/public/ui/board.js"
    tag = "OneColumn"
    first: Var[str]
    whole: Var[bool]


class Writing(rx.Component):
    """A form whose draft keeps itself and that is sent once, however often it is clicked and however late the network is back.

    See `components/conversation.py`, which says what its handlers get and answer.
    """

    library = "$/public/ui/writing.js"
    tag = "Writing"
    place: Var[str]
    revision: Var[int]
    kept: Var[str]
    outcome: Var[Any]
    checked: Var[str]
    warned: Var[str]
    most: Var[int]
    on_send: rx.EventHandler[_typed_value]
    on_keep: rx.EventHandler[_typed_value]
    on_check: rx.EventHandler[_typed_value]


class Inserted(rx.Component):
    """Puts `text` into the box `target` (an id), where the cursor is, each time `when` changes."""

    library = "$/public/ui/writing.js"
    tag = "Inserted"
    target: Var[str]
    text: Var[str]
    when: Var[Any]


class Latest(rx.Component):
    """Opens the conversation `place` at its end, and brings what comes in (`last` grows) into sight for who was there."""

    library = "$/public/ui/writing.js"
    tag = "Latest"
    place: Var[str]
    last: Var[int]


class Visible(rx.Component):
    """Tells when the page comes into sight (True) and when it leaves it (False), and which of both whenever ``asked`` goes up."""

    library = "$/public/ui/visible.js"
    tag = "Visible"
    asked: Var[int]
    on_change: rx.EventHandler[_bool_value]


class NewDay(rx.Component):
    """Tells that another day has begun in Paris since the page was opened, or since it told so."""

    library = "$/public/ui/new_day.js"
    tag = "NewDay"
    on_change: rx.EventHandler[_no_value]
