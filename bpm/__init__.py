"""The engine: BPMN in, tokens move, state out.

No tickets, no database, no Flask, no Redis: whoever hosts the engine answers it through `bpm.host`.
"""
