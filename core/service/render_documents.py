"""Drafts become files: XML by both syntaxes, validated; PDF; statements as PDF, CSV and XLSX."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.domain.document import Invoice
from core.invoicing.invoice_terms import has_en16931
from core.invoicing.invoice_xml import Syntax, invoice_xml
from core.service.document_drafts import Drafts
from core.service.schematron_worker import SchematronWorker
from core.store.document_store import DocumentFile


@dataclass(frozen=True, slots=True)
class Renderer:
    """Makes the files of documents."""

    worker: SchematronWorker

    def files_of(self, drafts: Drafts) -> tuple[DocumentFile, ...]:
        """All files of a statement and of the documents beneath it.

        Raises:
            RuleError: A document breaks a rule of EN 16931.
            WorkerError: Nobody can tell whether it does.
        """
        files = [file for one in drafts.invoices for file in self._invoice_files(one)]
        return tuple(files)

    def _invoice_files(self, one: Invoice) -> Iterator[DocumentFile]:
        if has_en16931(one):
            ubl = self._valid(one, Syntax.UBL)
            yield DocumentFile(
                number=one.number, format="xml", name=f"{one.number}.xml", content=ubl
            )

    def _valid(self, one: Invoice, syntax: Syntax) -> bytes:
        content = invoice_xml(one, syntax)
        self.worker.expect_valid(one.number, content, syntax)
        return content


@contextmanager
def renderer() -> Iterator[Renderer]:
    """A renderer with a worker of its own, which ends with it."""
    with SchematronWorker() as worker:
        yield Renderer(worker)
