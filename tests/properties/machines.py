"""What machines of rules share that drive books: an empty database, soundness, how they are run."""

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from core.ledger.chart_of_accounts import code_of
from core.service.verify_books import verify_books
from tests.made_books import books_in


class MachineOfBooks(RuleBasedStateMachine):
    """Books that each run begins anew."""

    new_books = staticmethod(lambda: "sqlite://")

    def open_empty_books(self, now):
        self.runtime = books_in(self.new_books(), now)

    @property
    def is_open(self):
        """Invariants are asked before the first step, too."""
        return hasattr(self, "runtime")

    def findings(self):
        return {name: told for name, told in verify_books(self.runtime).findings.items() if told}

    def teardown(self):
        if self.is_open:
            self.runtime.database.close()


def apart(found, moved):
    """Balances, those of ``moved`` accounts taken together; no zeros."""
    sums = Counter()
    for (where, currency), amount in found.items():
        sums["moved" if code_of(where) in moved else where, currency] += amount
    return {key: amount for key, amount in sums.items() if amount}


def run_machine(machine, new_books, in_memory, on_postgresql):
    """In memory thoroughly; on PostgreSQL as often as time allows.

    Args:
        machine: Class of the machine.
        new_books: Gives the URL of the books of each run.
        in_memory: How many examples, and of how many steps.
        on_postgresql: The same there.
    """
    is_memory = new_books().startswith("sqlite")
    max_examples, steps = in_memory if is_memory else on_postgresql
    run_state_machine_as_test(
        type("Machine", (machine,), {"new_books": staticmethod(new_books)}),
        settings=settings(
            max_examples=max_examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
