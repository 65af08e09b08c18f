"""What an export may be written in: plain YAML of texts, lists and maps, within limits."""

import time

import pytest
from hypothesis import given, strategies as st

from bpm.errors import BpmError
from bpm.otrs import OtrsError, import_process
from bpm.otrs.yaml_text import read_yaml


def test_every_plain_scalar_is_text():
    text = b"a: yes\nb: 1\nc: 1.50\nd: '1'\ne: 2016-08-25 15:13:43\nf: true\ng: \nh: ~\ni: 'null'\nj: null\nk: 0x10\nl: '~'\n"
    expected = {
        "a": "yes",
        "b": "1",
        "c": "1.50",
        "d": "1",
        "e": "2016-08-25 15:13:43",
        "f": "true",
        "g": "",
        "h": "",
        "i": "null",
        "j": "",
        "k": "0x10",
    }
    assert read_yaml(text) == {**expected, "l": "~"}


def test_reads_other_encodings_that_yaml_allows():
    assert read_yaml("\ufeffname: Ärger".encode()) == {"name": "Ärger"}
    assert read_yaml("name: Ärger".encode("utf-16")) == {"name": "Ärger"}
    assert read_yaml(b"a: b\r\nc: d\r\n") == {"a": "b", "c": "d"}


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x",
        "a: &x [1]",
        "a: *x",
        "a: !!python/object/apply:os.system ['true']",
        "a: !!str 1",
        "a: ! x",
        "!!perl/hash:X {}",
        "a: !<tag:yaml.org,2002:int> 1",
        "<<: {a: b}",
        "a: 1\na: 2",
        "? [a]\n: b",
        "? {a: b}\n: c",
        "a: 1\n---\nb: 2",
        "a: 1\n...\nb: 2",
        "[" * 60 + "]" * 60,
        "a: [",
        "a: 'b",
        "\tb: c",
        'a: "\\0"',
        'a: "\\x1b"',
        "%YAML 9.9\n---\na",
        "",
        "   \n# nothing\n",
        "---",
        "just a text",
        "- a list",
        "Process: text",
        "Process: []",
        "Process: {}",
        "Process:\n  Config: text",
        "PK\x03\x04 zip",
        "<xml/>",
    ],
)
def test_refuses_in_a_sentence(text):
    with pytest.raises(OtrsError, match=r"\.$"):
        import_process(text.encode())


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\xfa", b"\x80abc", b"a: \xc3", b"\x00" * 100, b"\xfe\xff\xd8", b'a: "\\ud800"', b'a: "\\UFFFFFFFF"']
)
def test_refuses_what_is_no_text(data):
    with pytest.raises(OtrsError):
        import_process(data)


@pytest.mark.parametrize(
    "data",
    [
        b"a" * 6_000_000,
        b"[" * 4_000_000,
        b"{" * 1_000_000,
        b"- a\n" * 1_000_000,
        b"a: b\n" * 900_000,
        b"? " * 1_000_000,
        b"- " * 2_000_000,
        b"'" * 2_000_000,
        b"#" * 4_000_000,
        b"a: |\n" + b" x\n" * 1_000_000,
    ],
    ids=lambda data: repr(data[:8]),
)
def test_is_quick_about_what_is_too_much(data):
    begun = time.monotonic()
    with pytest.raises(OtrsError):
        import_process(data)
    assert time.monotonic() - begun < 5


SIGNS = [*"&*!{}[]:-?|>%@`'\"#,\n ", "Process", "<<", "a"]
BYTES = st.one_of(
    st.binary(max_size=80),
    st.text(max_size=80).map(str.encode),
    st.lists(st.sampled_from(SIGNS)).map("".join).map(str.encode),
)


@given(BYTES)
def test_any_bytes_are_refused_in_our_words(data):
    with pytest.raises(BpmError):
        import_process(data)
