"""A process that reads a file of the bank and is killed where it stands: `URL FILE CALL`.

It dies by SIGKILL when it asks for the time for the CALL-th time, which it does before each thing
it writes; 0 lets it live.
"""

import os
import signal
import sys
from itertools import count
from pathlib import Path

from core.service.open_books import open_books
from core.service.read_bank_statement import read_bank_statement
from core.service.runtime import Runtime
from tests.books import NOW


def main(url, path, call):
    calls = count(1)

    def clock():
        if next(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return NOW

    opened = open_books(url, clock)
    read_bank_statement(Runtime(opened.database, clock), Path(path))
    opened.database.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
