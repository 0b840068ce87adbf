"""The Amazon States Language, interpreted: `program.compile` checks a definition, `run.Run` is one execution of it.

The room stands alone: no I/O, no clock, no AWS. `actions.py` holds what a run asks its driver for and what it is told.
"""
