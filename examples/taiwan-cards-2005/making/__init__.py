"""Making: a book folder out of the UCI file of card accounts, and what that file lacks out of a seed.

In        the accounts as one frame in the columns of UCI 350, a seed.
Out       tables in the columns of docs/reference/tables.md; statements of what is assumed and what is made.
Not here  reading a book (eastwind.book). Nothing here imports Eastwind: a lender's export would not either.
Proof     tests/examples/test_taiwan_cards.py.
"""
