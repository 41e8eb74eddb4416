"""Something in every table of money at the bank: sent, booked, refused, and not known what for."""

from core.service.carry_cdrs import carry
from core.service.export_payments import export_payments
from core.service.read_bank_statement import take_bank_file
from core.service.register_network import register_network
from core.service.settle_cycles import settle_until
from tests.bank_files import Movement, banked_network, camt, pain_002
from tests.books import DAY, MONTH
from tests.builders import START, a_cdr


def fill_bank(runtime):
    """Write at least one row into every table of money at the bank, into books that are filled."""
    register_network(runtime, banked_network(), [])
    (file,) = export_payments(runtime).files
    paid = -int(file.batch.control_sum * 100)
    statement = camt(
        Movement(amount_minor=paid, detailed=False, group=f"{file.batch.batch_id}-1"),
        Movement(amount_minor=500, reference="BANK-2"),
    )
    take_bank_file(runtime, statement, "bank.xml")
    carry(runtime, [a_cdr("late", start=START + MONTH + DAY)])
    settle_until(runtime, START + MONTH + 5 * DAY)
    (file,) = export_payments(runtime).files
    status = pain_002(file.batch.batch_id, file_status="<GrpSts>RJCT</GrpSts>")
    take_bank_file(runtime, status, "status.xml")
