"""Expressions, scripts and timers of other languages, written in ours where they fit and refused where they do not.

`${amount > 100}` of JUEL, `=amount > 100` of FEEL, `a = 'x'` of XPath, `a === 1 && !b` of scripts all become one language, so that
nothing behind the reader knows of the others.
"""

from bpm.reading.foreign.expressions import split_tests, translate, translate_tests
from bpm.reading.foreign.scripts import translate_script
from bpm.reading.foreign.timers import translate_timer
from bpm.reading.foreign.tokens import variable_name

__all__ = ["split_tests", "translate", "translate_script", "translate_tests", "translate_timer", "variable_name"]
