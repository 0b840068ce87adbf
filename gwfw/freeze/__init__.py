"""From an app to its graph: what was declared is gathered, checked, put in order and given the grants that follow from use.

`freezing` takes the steps in turn; each step is a module of this room. Nothing here runs in Lambda.
"""
