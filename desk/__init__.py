"""The service desk before any ticket exists: agents, customers, groups, roles, queues, services, calendars, dynamic fields.

It imports the foundation only.
"""
