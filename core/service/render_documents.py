"""Drafts become files: XML and Factur-X, validated; statements as PDF, CSV and spreadsheet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.domain.document import Invoice, StatementDocument
from core.invoicing.factur_x import factur_x
from core.invoicing.invoice_pdf import invoice_pdf
from core.invoicing.invoice_terms import has_en16931
from core.invoicing.invoice_xml import Syntax, invoice_xml
from core.invoicing.pdf_sheet import Fonts
from core.invoicing.statement_pdf import statement_pdf
from core.invoicing.statement_sheet import rows_csv, rows_xlsx
from core.service.document_drafts import Drafts
from core.service.resources import RESOURCES
from core.service.schematron_worker import SchematronWorker
from core.store.document_store import DocumentFile


def document_fonts() -> Fonts:
    """The fonts that documents are set in, of the program's own resources."""
    folder = RESOURCES / "documents"
    return Fonts(
        regular=(folder / "InterDocument-Regular.ttf").read_bytes(),
        bold=(folder / "InterDocument-SemiBold.ttf").read_bytes(),
    )


@dataclass(frozen=True, slots=True)
class Renderer:
    """Makes the files of documents."""

    worker: SchematronWorker
    fonts: Fonts

    def files_of(self, drafts: Drafts) -> tuple[DocumentFile, ...]:
        """All files of a statement and of the documents beneath it.

        Raises:
            RuleError: A document breaks a rule of EN 16931.
            WorkerError: Nobody can tell whether it does.
        """
        files = []
        for _, value in drafts.documents:
            if isinstance(value, Invoice):
                files += [_file(value, *form) for form in self._invoice_forms(value)]
            else:
                files += [_file(value, *form) for form in self._statement_forms(value, drafts)]
        return tuple(files)

    def _invoice_forms(self, one: Invoice) -> Iterator[tuple[str, bytes]]:
        pdf = invoice_pdf(one, self.fonts)
        if has_en16931(one):
            yield "xml", self._valid(one, Syntax.UBL)
            pdf = factur_x(one, pdf, self._valid(one, Syntax.CII))
        yield "pdf", pdf

    def _statement_forms(
        self, one: StatementDocument, drafts: Drafts
    ) -> Iterator[tuple[str, bytes]]:
        yield "pdf", statement_pdf(one, self.fonts)
        yield "csv", rows_csv(drafts.rows)
        yield "xlsx", rows_xlsx(one, drafts.rows)

    def _valid(self, one: Invoice, syntax: Syntax) -> bytes:
        content = invoice_xml(one, syntax)
        self.worker.expect_valid(one.number, content, syntax)
        return content


@contextmanager
def renderer() -> Iterator[Renderer]:
    """A renderer with a worker of its own, which ends with it."""
    with SchematronWorker() as worker:
        yield Renderer(worker, document_fonts())


def _file(value: Invoice | StatementDocument, form: str, content: bytes) -> DocumentFile:
    name = f"{value.number}.{form}"
    return DocumentFile(number=value.number, format=form, name=name, content=content)
