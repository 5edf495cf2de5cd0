"""What Reflex 0.10.1 does, where a defence of ours rests on it. One that fails after an upgrade says what to look at again."""

from __future__ import annotations

import importlib.metadata
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import reflex as rx
from reflex.state import State, StateUpdate
from reflex_base.event import Event
from reflex_base.event.processor.base_state_processor import _prepare_event_payload
from reflex_base.registry import RegistrationContext

from rxapp.accounts.activation import TICKET_LIFE
from rxapp.api import screens
from rxapp.build import ROOT as REPOSITORY
from rxapp.build import SCREENS
from rxapp.logs import SoberFormatter
from rxapp.state.guard import STARTERS
from tests.carnet import ROOT, Carnet, carnet

__all__ = ["carnet"]

SECRET = "MARQUE-" + "secret"
SHELL = f"{ROOT}.rxapp___state___shell____shell"


@pytest.fixture
def registry() -> Iterator[RegistrationContext]:
    """A registry of the test's own, so that its states are not the application's."""
    before = RegistrationContext.ensure_context()
    fork = before.fork()
    token = RegistrationContext.set(fork)
    yield fork
    RegistrationContext.reset(token)


def test_the_version_these_facts_were_found_in() -> None:
    assert importlib.metadata.version("reflex") == "0.10.1"


def test_every_public_method_is_an_event_and_underscored_ones_are_not(registry: RegistrationContext) -> None:
    class Facts(State):
        number: int = 0

        def reachable(self, number: int) -> None:
            self.number = number

        def _hidden(self) -> None:
            self.number = 1

    names = {name for name in registry.event_handlers if name.startswith(Facts.get_full_name())}
    assert names == {f"{Facts.get_full_name()}.{method}" for method in ("reachable", "setvar")}
    registered = registry.event_handlers[f"{Facts.get_full_name()}.reachable"].handler
    wrong = {"number": "not a number", "more": 1}
    assert _prepare_event_payload(registered, wrong) == wrong


def test_reflexs_own_events_are_those_we_know(carnet: Carnet) -> None:
    """A new one would be refused by the guard; one that goes would leave a name of ours without meaning."""
    own = {name for name in carnet_events() if not re.search(r"rxapp|tests___|\.setvar$", name)}
    refused = {
        f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception",
        f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal",
    }
    assert own == set(STARTERS) | refused
    assert list(inspect.signature(State.event_handlers["hydrate_and_load"].fn).parameters) == ["self", "vars", "hashes"]


def carnet_events() -> set[str]:
    import rxapp.rxapp  # noqa: F401 - registers everything

    return set(RegistrationContext.get().event_handlers)


def test_type_hints_are_not_enforced_and_a_wrong_value_is_logged(
    registry: RegistrationContext, caplog: pytest.LogCaptureFixture
) -> None:
    """So our `@handler` checks every payload before Reflex sees it (`state/handler.py`), and the log is made sober."""

    class Hinted(State):
        number: int = 0

        def take(self, number: int) -> None:
            self.number = number

    hinted = registry.event_handlers[f"{Hinted.get_full_name()}.take"].handler
    given = _prepare_event_payload(hinted, {"number": SECRET})
    state = Hinted(_reflex_internal_init=True)
    hinted.fn(state, **given)
    assert state.number == SECRET
    told = [record for record in caplog.records if SECRET in record.getMessage()]
    assert {record.name.partition(".")[0] for record in told} == {"reflex_base"}
    assert all(SECRET not in SoberFormatter().format(record) for record in told)


def test_headers_and_payload_of_an_unknown_event_are_logged(carnet: Carnet, caplog: pytest.LogCaptureFixture) -> None:
    """So the gate drops unknown names before Reflex, shows it no cookie, and the log is made sober."""
    from rxapp.rxapp import app

    tab = carnet.tab(carnet.visit())
    tab.start()
    sid = list(app.event_namespace.sid_to_token)[-1]
    caplog.clear()
    carnet.run(app.event_namespace.on_event(sid, {"name": "nobody.knows", "payload": {"x": SECRET}, "router_data": {}}))
    tab.settle()
    told = [record for record in caplog.records if SECRET in record.getMessage() + str(record.exc_info)]
    assert told
    assert all(SECRET not in SoberFormatter().format(record) for record in told)


def test_an_update_given_by_the_middleware_stops_the_event(carnet: Carnet) -> None:
    """The guard rests on this alone."""
    from rxapp.rxapp import app, guard

    assert app._middlewares[0] is guard
    assert StateUpdate() is not None
    source = inspect.getsource(type(carnet.run(_processor(app)))._execute_event)
    asked, ran = source.index("self.middleware._preprocess"), source.index("await process_event(")
    assert asked < source.index("return", asked) < ran


async def _processor(app: rx.App) -> object:
    return app.event_processor


def test_headers_are_frozen_while_a_socket_is_open(carnet: Carnet) -> None:
    """So signing in needs a new page, and the guard looks at the session each time."""
    from rxapp.rxapp import app

    tab = carnet.tab(carnet.visit())
    tab.start()
    static = list(app.event_namespace._static_router_data.values())[-1]
    place = {"pathname": "/", "headers": {"x-carnet-connexion": "forged"}, "sid": "forged", "ip": "forged"}
    event = {"name": f"{ROOT}.set_is_hydrated", "payload": {"value": True}, "router_data": place}
    sid = list(app.event_namespace.sid_to_token)[-1]
    carnet.run(app.event_namespace.on_event(sid, event))
    tab.settle()
    assert list(app.event_namespace._static_router_data.values())[-1] == static
    state = next(reversed(carnet.run(_states(app)).values()))
    assert state.router_data["headers"]["x-carnet-connexion"] != "forged"
    assert state.router_data["ip"] != "forged"


async def _states(app: rx.App) -> dict:
    return app.state_manager.states


def test_a_tabs_state_is_given_back_to_its_token_alone(carnet: Carnet) -> None:
    """The token is chosen by the browser; whoever shows it gets the state. That is why the gate binds it to the visitor."""
    from rxapp.rxapp import app

    cookies = carnet.session_of("awa.diallo")
    tab = carnet.tab(cookies, token="choisi")
    tab.start("/accueil")
    asked = list(app.event_namespace.token_to_sid)[-1]
    tab.close()
    again = carnet.tab(cookies, token="choisi")
    again.start("/")
    assert list(app.event_namespace.token_to_sid)[-1] == asked != "choisi"
    assert any(asked in key for key in carnet.run(_states(app)))


def test_reset_empties_backend_vars_too(carnet: Carnet) -> None:
    state = State(_reflex_internal_init=True)
    shell = state.get_substate(SHELL.split("."))
    shell.account_label, shell._bound_to = "Awa", "s:x"
    state.reset()
    assert (shell.account_label, shell._bound_to) == ("", "")


def test_reflex_strips_the_cookie_but_no_other_header_from_what_the_browser_gets(carnet: Carnet) -> None:
    from reflex.istate.data import HeaderData

    assert "x-carnet-connexion" in str(HeaderData.from_router_data({"headers": {"x-carnet-connexion": "x"}}))


def test_reflexs_form_prevents_the_native_post_and_ours_does_not() -> None:
    from rxapp.components.forms import native_form

    assert "preventDefault" in str(rx.el.form(on_submit=rx.noop()).render()) + str(rx.el.form(rx.el.button()).add_hooks())
    ours = native_form(rx.el.button("x"), action="/session")
    assert "preventDefault" not in str(ours.render())
    assert '"/session"' in str(ours.render())


def test_uploads_are_not_mounted(carnet: Carnet) -> None:
    from rxapp.rxapp import app

    paths = {getattr(route, "path", "") for route in app._api.routes}
    assert paths == {"/ping", "/_health", "/_event"}
    assert app.api_transformer is None
    assert carnet.ask("GET", "/ping").status_code == 404


def test_sockets_are_websockets_only_and_states_stay_in_memory(carnet: Carnet) -> None:
    from reflex.istate.manager.memory import StateManagerMemory

    from rxapp.rxapp import app

    assert app.sio.eio.transports == ["websocket"]
    assert not app.sio.eio.allow_upgrades
    assert isinstance(app.state_manager, StateManagerMemory)
    assert app.state_manager.token_expiration == TICKET_LIFE.total_seconds()
    assert app.toaster is None


def test_framework_events_come_back_by_name(carnet: Carnet) -> None:
    """`_redirect` is the only one we use that needs no `eval`."""
    (event,) = Event.from_event_type(rx.redirect("/", replace=True))
    assert event.name == "_redirect"


def test_a_shared_state_is_whoever_names_its_token(carnet: Carnet) -> None:
    """Any handler may link a tab to any string, with nobody asked: no state of ours is one, and news goes through the outbox."""
    from reflex.istate.shared import SharedState

    assert list(inspect.signature(SharedState._link_to).parameters) == ["self", "token"]
    ours = [state for state in every_state(State) if state.__module__.startswith("rxapp.")]
    assert len(ours) > 5
    assert not [state for state in ours if issubclass(state, SharedState)]


def every_state(state: type) -> Iterator[type]:
    for child in state.__subclasses__():
        yield child
        yield from every_state(child)


def test_toasts_scripts_and_downloads_need_eval(carnet: Carnet) -> None:
    """The policy of pages has no `unsafe-eval`: what a handler returns of these would fail in the browser. We return none."""
    for spec in (rx.toast.info("x"), rx.call_script("x()"), rx.call_function("x")):
        (event,) = Event.from_event_type(spec)
        assert event.name in {"_call_script", "_call_function"}
    script = (REPOSITORY / ".web" / "utils" / "state.js").read_text()
    assert "eval(event.payload.javascript_code)" in script
    assert "eval(event.payload.function)()" in script
    assert "eval?.(" in script.partition('if (event.name == "_download")')[2].partition("return;")[0]
    forbidden = re.compile(r"rx\.(toast|call_script|call_function|download|run_script|set_clipboard|SharedState)\b")
    for path in (REPOSITORY / "rxapp").rglob("*.py"):
        assert not forbidden.search(path.read_text()), path.name


# -- the build ------------------------------------------------------------------------------------------------------------


def built(pattern: str) -> Path:
    (found,) = SCREENS.glob(pattern)
    return found


def test_the_file_of_addresses_has_the_shape_we_make_relative() -> None:
    source = built("assets/reflex-env-*.js").read_text()
    assert re.search(r"`(https?|wss?)://localhost:3000[^`]*`", source)
    ours = screens.relative_environment(source)
    assert "localhost" not in ours
    assert "location.origin" in ours


def test_each_page_is_prerendered_with_one_stylesheet_we_can_inline() -> None:
    from rxapp.pages import ROUTES

    served = screens.Screens(SCREENS, websocket="ws://localhost:3000", demo=True)
    for route in ROUTES:
        if "[" in route.path:
            continue
        assert route.path in served.routes, route.path
        page = (SCREENS / route.path.strip("/") / "index.html").read_text()
        assert len(screens._STYLESHEET.findall(page)) == 1, route.path
        assert "<h1" in page, route.path


def test_the_page_sends_what_the_gate_expects() -> None:
    """Names of the greeting, of its fields and of the place, in the script the pages run."""
    script = (REPOSITORY / ".web" / "utils" / "state.js").read_text()
    for words in (
        "return { event: boot_event, state_schema: app.stateSchema };",
        "pathname: loc.pathname,",
        "asPath: loc.pathname + search + hash,",
        "event.router_data.query = query;",
        'socket.emit("event", encodeFormDataArgs(routed_event));',
        "query: { token },",
    ):
        assert words in script, words


def test_no_telemetry_no_source_maps_no_secret_in_the_build() -> None:
    files = [path for path in SCREENS.rglob("*") if path.is_file()]
    assert not [path for path in files if path.suffix == ".map"]
    for path in files:
        if path.suffix in {".html", ".js", ".json"}:
            text = path.read_text()
            assert not re.search(r"posthog|carnet_session|master\.key|/work/|/tmp/", text), path.name
    assert rx.config.get_config().telemetry_enabled is False
