"""Mappings: functions that are called while the graph is built, with symbols, and become request templates.

symbols     Connecting, and texts and numbers that nobody can look into      imported with the app
message     a client's message, field by field                               from here on: build time only
branches    what a mapping's own code may not do
watch       what the functions that it calls may not do
fields      which fields of a model check what they receive
trace       calling twice, finding the sentinels again
"""
