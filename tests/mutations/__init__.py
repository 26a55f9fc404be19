"""The proof that the proof can fail: planted bugs, each of which must be caught.

`table.py` lists them; `planting.py` plants one in a copy of the house and runs there either the
simulator or one named test; `test_mutations.py` is the gate.
"""
