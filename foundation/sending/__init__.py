"""How a request leaves the house: what an address means, how long it may take, one exchange with one server.

`foundation/outbound.py` puts it together; nobody else imports from here.
"""
