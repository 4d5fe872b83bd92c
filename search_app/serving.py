"""Serves the search pages and the JSON endpoint until it is stopped."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Sequence
from typing import Final

from indexer.console import ConsoleParser, prepare_console
from indexer.errors import ExitCode, MachineError
from indexer.exit_codes import exit_code_of
from indexer.messages import message
from indexer.settings import SETTINGS, Settings, load_settings
from indexer.system_reasons import UNKNOWN_ADDRESS, reason_of
from search_app.application import MAX_BODY, create_app, quick_paths
from search_app.library.manager import library_manager
from search_app.server import Demands, SearchServer, open_server
from search_app.viewer import page_renderer
from search_app.web.public_url import parse_public_url

_SWITCH_SECONDS: Final = 0.0001
"""How long a thread computes before another one gets its turn. While the tables of 75,000 passages
are made, a search takes at most 57 ms (10 ms otherwise; `python -m tests.bench.contention`); with
.001 and without the pauses of `indexer.engine.pacing` it is 108 ms.
"""
# Settings that the command line takes too, and what stands behind them.
_FLAGS: Final = {
    "index": message("FOLDER"),
    "corpus": message("FOLDER"),
    "host": message("ADDRESS"),
    "port": message("NUMBER"),
}


def main(arguments: Sequence[str] | None = None) -> ExitCode:
    """Run the service until it is stopped; the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    prepare_console(given)
    return exit_code_of(lambda: _run(given), show_traceback="--traceback" in given)


def _run(arguments: Sequence[str]) -> ExitCode:
    return _serve(load_settings(vars(_parser().parse_args(arguments))))


def _serve(settings: Settings) -> ExitCode:
    app = create_app(settings)
    try:
        server = open_server(app, settings, Demands(MAX_BODY, quick_paths(settings)))
    except (OSError, ValueError) as error:  # ValueError: the host is unknown
        raise _NotListening(settings, error) from error
    let_threads_run()
    library_manager(app).after_preparing = gc.freeze
    library_manager(app).begin()
    _stop_on_signals(server)
    address = _address(server, settings)
    print(message("{name}: {address} (stop with Ctrl-C)", name=settings.site_name, address=address))
    sys.stdout.flush()
    try:
        server.run()
    finally:
        library_manager(app).close()
        page_renderer.close(app)
    return ExitCode.DONE


def let_threads_run() -> None:
    """Keep short what one thread makes all others wait for, as when it opens a new commit."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    # A full garbage collection stops all threads while it looks at every object (60 ms for what the
    # imports and the tables of 3,000 publications are), and making tables in the background brings
    # some about. What is frozen is not looked at; it is freed all the same when nothing uses it.
    gc.collect()
    gc.freeze()


def _parser() -> ConsoleParser:
    parser = ConsoleParser(
        prog="python -m search_app",
        description=str(message("Serves the search pages and the API of the publications.")),
    )
    for setting in SETTINGS:
        if setting.name in _FLAGS:
            help = message(
                "{meaning} (default: {value})",
                meaning=setting.row.help,
                value=setting.default_text,
            )
            parser.add_argument(f"--{setting.name}", metavar=_FLAGS[setting.name], help=help)
    parser.add_shared()
    return parser


def _stop_on_signals(server: SearchServer) -> None:
    """Stop gracefully on Ctrl+C and when the system ends the service; at once the second time."""

    def stop(signum: int, frame: object) -> None:
        signal.signal(signum, signal.SIG_DFL)
        server.stop()

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)


def _address(server: SearchServer, settings: Settings) -> str:
    """Where a browser on this machine finds the service; with port 0 the system chose the port."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    if settings.host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://{host}:{server.port}{parse_public_url(settings.public_url).prefix}/"


class _NotListening(MachineError):
    """The address is taken, or is not one of this machine."""

    advice = message("Perhaps it is running already; or choose another port with --port.")

    def __init__(self, settings: Settings, error: OSError | ValueError) -> None:
        super().__init__(
            message(
                "The service cannot listen on {host}, port {port}: {reason}.",
                host=settings.host,
                port=str(settings.port),
                reason=reason_of(error) if isinstance(error, OSError) else UNKNOWN_ADDRESS,
            )
        )
