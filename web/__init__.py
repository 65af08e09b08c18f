"""HTTP: views and templates for agents, customers, designers and administrators, and nothing else.

Views load, call one verb, and answer; the rules live below.
"""
