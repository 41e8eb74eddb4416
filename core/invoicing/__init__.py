"""Values become documents: EN 16931 invoices, PDF, spreadsheets, receipts; no files, no clock."""
