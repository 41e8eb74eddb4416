"""The entry of every command: guards the runtime, turns errors into one line and an exit code."""

import sys

from console.application.startup_guard import refuse_broken_runtime


def main() -> None:
    """Run ``networkcore``; exit 0 when done, 1 on findings, 2 on an error, 130 when interrupted."""
    refuse_broken_runtime()
    # Only now: what is imported here may not survive a runtime that the guard refuses.
    from console.application.command_line import app  # noqa: PLC0415
    from console.application.terminal import ERROR_EXIT, print_error  # noqa: PLC0415
    from core.domain.errors import RoamingError  # noqa: PLC0415

    try:
        app()
    except RoamingError as error:
        print_error(str(error), as_json="--json" in sys.argv)
        sys.exit(ERROR_EXIT)


if __name__ == "__main__":
    main()
