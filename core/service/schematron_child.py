"""What runs in the worker process: the official schematron, one document after the other.

``saxonche`` is imported here and nowhere else: it holds memory that it never gives back, and a
crash of it ends the process that it runs in.
"""

import signal
from importlib.resources import as_file, files
from multiprocessing.connection import Connection

from lxml import etree

from core.invoicing.failed_rule import FailedRule

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def serve_schematron(pipe: Connection) -> None:
    """Answer (stylesheet, XML) by the rules that fail, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks decides when it ends
    from saxonche import PySaxonProcessor  # noqa: PLC0415 (only in this process, see above)

    with PySaxonProcessor(license=False) as processor:
        compiler = processor.new_xslt30_processor()
        sheets = {}
        while True:
            try:
                stylesheet, content = pipe.recv()
            except EOFError:
                return
            if stylesheet not in sheets:
                with as_file(files("facturx").joinpath(stylesheet)) as file:
                    sheets[stylesheet] = compiler.compile_stylesheet(stylesheet_file=str(file))
            node = processor.parse_xml(xml_text=content.decode())
            report = sheets[stylesheet].transform_to_string(xdm_node=node)
            pipe.send(failed_rules(report))


def failed_rules(report: str) -> tuple[FailedRule, ...]:
    """The asserts that failed, of a report in SVRL."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(report.encode(), parser)
    return tuple(
        FailedRule(
            rule=one.get("id") or "",
            text=" ".join("".join(one.itertext()).split()),
            location=one.get("location") or "",
        )
        for one in root.iter(f"{_SVRL}failed-assert")
        if one.get("flag") != "warning"
    )
