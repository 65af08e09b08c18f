"""What foreign expression languages call the things that our language has too: operators, functions, methods.

Collected from the specifications of FEEL (DMN 1.3, chapter 10), the Unified Expression Language (JSR 341) and XPath 1.0, and from what
modellers write in JavaScript and Groovy. A translation is a text with a place for each value.
"""

COMPARISONS = {
    "=": "==",
    "==": "==",
    "===": "==",
    "!=": "!=",
    "!==": "!=",
    "<>": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}
SUMS = {"+": "+", "-": "-"}
PRODUCTS = {"*": "*", "/": "/", "%": "%", "div": "/", "mod": "%"}
CONSTANTS = {"true": "True", "True": "True", "false": "False", "False": "False", "null": "None", "None": "None", "nil": "None"}
# Words that end a name of several words.
KEYWORDS = frozenset({"and", "or", "not", "in", "between", "if", "then", "else", "empty", "instance", "is", "for", "some", "every"})
KEYWORDS |= frozenset(CONSTANTS) | frozenset(word for word in (*COMPARISONS, *PRODUCTS) if word.isalpha())

FUNCTIONS = {
    ("true", 0): "True",
    ("false", 0): "False",
    ("not", 1): "(not {0})",
    ("boolean", 1): "(not not {0})",
    ("starts with", 2): "startswith({0}, {1})",
    ("starts-with", 2): "startswith({0}, {1})",
    ("ends with", 2): "endswith({0}, {1})",
    ("ends-with", 2): "endswith({0}, {1})",
    ("string length", 1): "len({0})",
    ("string-length", 1): "len({0})",
    ("upper case", 1): "upper({0})",
    ("upper-case", 1): "upper({0})",
    ("lower case", 1): "lower({0})",
    ("lower-case", 1): "lower({0})",
    ("normalize-space", 1): "strip({0})",
    ("trim", 1): "strip({0})",
    ("list contains", 2): "contains({0}, {1})",
    ("count", 1): "len({0})",
    ("number", 1): "decimal({0})",
    ("string", 1): "str({0})",
    ("modulo", 2): "({0} % {1})",
    ("any", 1): "any_of({0})",
    ("all", 1): "all_of({0})",
    ("is empty", 1): "empty({0})",
    ("is defined", 1): "(coalesce({0}) is not None)",
    ("date and time", 1): "datetime({0})",
    ("fn:length", 1): "len({0})",
    ("fn:contains", 2): "contains({0}, {1})",
    ("fn:startsWith", 2): "startswith({0}, {1})",
    ("fn:endsWith", 2): "endswith({0}, {1})",
    ("fn:toLowerCase", 1): "lower({0})",
    ("fn:toUpperCase", 1): "upper({0})",
    ("Number", 1): "decimal({0})",
    ("String", 1): "str({0})",
    ("parseInt", 1): "int({0})",
    ("parseFloat", 1): "decimal({0})",
}
METHODS = {
    ("equals", 1): "({s} == {0})",
    ("equalsIgnoreCase", 1): "(lower({s}) == lower({0}))",
    ("contains", 1): "contains({s}, {0})",
    ("includes", 1): "contains({s}, {0})",
    ("startsWith", 1): "startswith({s}, {0})",
    ("endsWith", 1): "endswith({s}, {0})",
    ("isEmpty", 0): "empty({s})",
    ("size", 0): "len({s})",
    ("length", 0): "len({s})",
    ("trim", 0): "strip({s})",
    ("toUpperCase", 0): "upper({s})",
    ("toLowerCase", 0): "lower({s})",
    ("upper", 0): "upper({s})",
    ("lower", 0): "lower({s})",
    ("strip", 0): "strip({s})",
    ("startswith", 1): "startswith({s}, {0})",
    ("endswith", 1): "endswith({s}, {0})",
}
# Objects of other engines: a variable may be asked of them, by name, and nothing else.
ENGINE_OBJECTS = frozenset({"execution", "task", "caseExecution", "delegateExecution", "variables", "runtimeService", "taskService"})
VARIABLE_READS = frozenset({"getVariable", "getVariableLocal", "get"})
DATA_READS = frozenset({"getDataObject", "getDataInput", "getDataOutput", "getVariable"})
