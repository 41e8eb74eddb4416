"""A process that replays a file and says how far it is; tests kill it.

Arguments: URL of the books, the file, where rejects go. After each line it waits for one on its
standard input, so whoever kills it knows where it stands; `run` lets it go on without waiting.
"""

import sys
from pathlib import Path

from core.service.open_books import open_books
from core.service.replay_file import ReplayOrder, replay_file


def main():
    url, path, rejects = sys.argv[1:]
    order = ReplayOrder(
        path=Path(path), network="demo", agreement="networkcore", rejects_file=Path(rejects)
    )
    free = False

    def on_stage(stage, done, total):
        nonlocal free
        if not free:
            print(stage, done, total, flush=True)  # noqa: T201 (this is what it is for)
            free = sys.stdin.readline().strip() == "run"

    with (runtime := open_books(url)).database:
        replay_file(runtime, order, on_stage)


if __name__ == "__main__":
    main()
