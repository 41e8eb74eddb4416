"""What an analyst takes away: tables, plots, files, and reports that explain themselves.

figures of replications and comparisons    experiment.tally
-> parts of a report: texts, tables, plots  report_parts.py, by experiment_report.py
   plots are lists of a few shapes          drawing.py, by chart_*.py
-> one page of HTML, a PDF                  report_html.py, report_pdf.py
"""
