"""The roaming core: what happens to one charging session, from plug to payment.

    session   a driver charges at somebody else's charge point      domain/session.py
    -> CDR         the session is over; the record cannot change    service/issue_cdr.py
    -> priced      tariff x periods = cost lines                    pricing/price.py
    -> posted      cost lines = one balanced journal entry          ledger/posting_rules.py
    -> trued up    a month's tiers, caps and guarantees             service/true_up_period.py
    -> cleared     entries of a cycle = who owes whom               settlement/clearing.py
    -> held back   reserves, and what nobody has paid for           settlement/hold_back.py
    -> netted      obligations = one net position a party           settlement/netting.py
    -> paid        net positions = instructions, and their entries  service/settle_cycles.py
    -> confirmed   payment files out, bank statements in            service/read_bank_statement.py
    -> invoiced    a month's statements and tax documents           service/issue_documents.py
    -> shown       frozen snapshots                                 service/report.py

Nouns live in ``domain``; verbs live in the stage that does them; ``service`` composes them.
"""
