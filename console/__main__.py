"""The entry of every command: guards the runtime, then carries out the command line."""

import gc
import sys

from console.application.startup_guard import refuse_broken_runtime


def main() -> None:
    """Run ``networkcore``; exit 0 when done, 1 on findings, 2 on an error, 130 when interrupted."""
    refuse_broken_runtime()
    try:
        gc.disable()  # nothing that is imported is garbage: a tenth of a second less to wait
        # Only now: what is imported here may not survive a runtime that the guard refuses.
        from console.application.command_line import run_line  # noqa: PLC0415

        gc.freeze()
        gc.enable()
        code = run_line(sys.argv[1:])
    except KeyboardInterrupt:  # before there was a command, or while its end was told
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
