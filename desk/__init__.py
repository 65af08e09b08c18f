"""The service desk before any ticket exists: agents, customers, groups, roles, queues, services, calendars, dynamic fields.

Empty so far. It will import the foundation only.
"""
