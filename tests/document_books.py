"""Books whose parties have legal data, and something in every table of documents."""

from dataclasses import replace

from core.domain.network import Network
from core.service.issue_documents import issue_documents, month_of
from core.service.list_documents import take_legal_data
from core.service.render_documents import Renderer, document_fonts
from core.service.schematron_worker import SchematronWorker
from tests.books import two_partner_network
from tests.invoices import a_legal_entity

LEGAL = (
    a_legal_entity(),
    a_legal_entity("NL*ABC", "NL000000002B55", legal_name="Laadnet B.V."),
    a_legal_entity("NL*XYZ", "NL000000003B46", legal_name="Rijd App B.V."),
    a_legal_entity("DE*STR", "DE900000007", legal_name="Stromkarte GmbH", town="Berlin"),
    a_legal_entity("CH*ALP", "CHE900000008MWST", legal_name="Alpenstrom AG", town="Chur"),
)
"""Of the parties that tests know; no id is a real company's."""


class NoWorker(SchematronWorker):
    """Says yes to every document: for tests of what happens around the validation."""

    def expect_valid(self, *_: object) -> None:
        """Yes."""


def legal_network(network: Network | None = None) -> Network:
    """A network whose parties have legal data."""
    return replace(network or two_partner_network(), legal_entities=LEGAL)


def issue(runtime, month="2026-06", party=None, worker=None):
    """Issue the documents of a month."""
    return issue_documents(
        runtime, month_of(month), Renderer(worker or NoWorker(), document_fonts()), party
    )


def fill_documents(runtime):
    """Write at least one row into every table of documents, into books that are filled."""
    take_legal_data(runtime, legal_network())
    issue(runtime, "2026-06")
