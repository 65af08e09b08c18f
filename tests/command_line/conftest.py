import pytest


@pytest.fixture
def files(tmp_path):
    """Writes a file and tells its name."""

    def write(data: bytes, name: str = "model.bpmn") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write
