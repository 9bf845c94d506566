"""What is done with a report after it was built and people have worked with it.

``verify`` compares a document with the data, ``adopt`` brings edited prose back into the
notebooks, ``proofread`` marks faults of form and language, ``replay`` builds an issued report
again, ``explain`` shows where a number comes from.  ``manuscripts`` reads documents for them.
"""
