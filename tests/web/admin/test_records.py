"""Master data in the browser: each kind is listed, made, changed, made invalid, and tells who did it; nothing wrong gets in."""

import io
import re

import pytest
from flask.testing import FlaskClient

import dialogs.tables
import notifications.tables  # noqa: F401 - all records have to be known
from desk.agents import Agent
from desk.attachments import Attachment
from desk.exchange.shapes import kinds
from desk.groups import Group
from desk.master_data import Validity
from desk.queues import Queue
from desk.states import State
from foundation.unit_of_work import unit_of_work
from tests.desk import people
from tests.web.admin.forms import form_of
from tests.web.browsing import PASSWORD, log_in, logged_in, with_password
from web.admin.kinds import KINDS
from web.admin.labels import LABELS

assert dialogs.tables


@pytest.fixture
def root(site) -> FlaskClient:
    with unit_of_work():
        with_password(people.admin("chief"))
        people.customer_user("carla", of=people.customer())
    return logged_in(site, "chief")


def test_every_kind_of_master_data_has_its_pages_and_every_attribute_a_name(root):
    assert set(kinds()) - set(KINDS) == {"switch"}
    for name, kind in KINDS.items():
        assert set(kind.attributes) <= set(LABELS), name
        assert [attribute.name for attribute in kind.listed] == list(kind.columns), name
        assert root.get(f"/admin/{name}/").status_code == 200, name
        new = root.get(f"/admin/{name}/new")
        assert new.status_code == 200, name
        assert all(re.search(rf'name="{attribute}["-]', new.text) for attribute in kind.attributes), name


def test_what_is_there_can_be_opened_and_saved_as_it_is(root):
    for name, kind in KINDS.items():
        with unit_of_work(reads_only=True):
            from foundation.db import db

            record_id = db.session.query(kind.record.id).order_by(kind.record.id).limit(1).scalar()
        if record_id is not None:
            page = root.get(f"/admin/{name}/{record_id}")
            assert page.status_code == 200, name


def test_a_queue_is_made_changed_and_made_invalid(root):
    wrong = root.post(
        "/admin/queue/new", data={"name": "", "group": "users", "validity": "valid", "follow_up": "possible", "solution_minutes": "soon"}
    )
    assert wrong.status_code == 422
    assert "is no whole number" in wrong.text
    data = {
        "name": "Repairs",
        "group": "users",
        "validity": "valid",
        "follow_up": "possible",
        "solution_minutes": "480",
        "comment": "<b>new</b>",
    }
    made = root.post("/admin/queue/new", data=data)
    assert made.status_code == 302, made.text
    place = made.headers["Location"]
    page = root.get(place).text
    assert "&lt;b&gt;new&lt;/b&gt;" in page
    assert "created" in page
    assert "chief" in page
    taken = root.post("/admin/queue/new", data=data)
    assert taken.status_code == 422
    changed = root.post(place, data=form_of(page) | {"comment": "old", "validity": "invalid"})
    assert changed.status_code == 302, changed.text
    with unit_of_work(reads_only=True):
        repairs = Queue.named("Repairs")
        assert (repairs.validity, repairs.solution_minutes, repairs.comment) == (Validity.INVALID, 480, "old")
    assert "Repairs" in root.get("/admin/queue/?validity=invalid").text
    assert "Repairs" not in root.get("/admin/queue/?validity=valid").text
    assert "Repairs" in root.get("/admin/queue/?q=repa").text


def test_data_is_written_as_yaml(root):
    broken = root.post("/admin/notification/new", data={"name": "Other", "occasions": "values: [\n", "validity": "valid"})
    assert broken.status_code == 422
    assert "This is no YAML" in broken.text


def test_passwords_are_set_and_sessions_end(site, root):
    with unit_of_work():
        ben = with_password(people.agent("ben"))
        ben_id = ben.id
    there = logged_in(site, "ben")
    short = root.post(f"/admin/agent/{ben_id}/password", data={"password": "x"})
    assert short.status_code == 422
    assert root.post(f"/admin/agent/{ben_id}/password", data={"password": "another long one"}).status_code == 302
    assert there.get("/account").status_code == 302
    assert log_in(site.test_client(), "ben", password=PASSWORD).status_code == 422
    assert root.post("/admin/state/1/password", data={"password": "x"}).status_code == 404


def test_what_others_rely_on_stays(root):
    with unit_of_work(reads_only=True):
        state = State.named("new")
    page = root.get(f"/admin/state/{state.id}").text
    refused = root.post(f"/admin/state/{state.id}", data=form_of(page) | {"validity": "invalid", "comment": ""})
    assert refused.status_code == 422
    with unit_of_work(reads_only=True):
        assert State.named("new").is_valid


def test_files_and_secrets(root):
    made = root.post(
        "/admin/attachment/new",
        data={
            "name": "Terms",
            "validity": "valid",
            "comment": "",
            "file_name": "terms.txt",
            "media_type": "text/plain",
            "content": (io.BytesIO(b"small print"), "terms.txt"),
        },
        content_type="multipart/form-data",
    )
    assert made.status_code == 302, made.text
    endpoint = root.post(
        "/admin/endpoint/new",
        data={
            "name": "erp",
            "validity": "valid",
            "comment": "",
            "url": "https://erp.example.com/hook?key=hidden",
            "method": "POST",
            "secret": "hunter2",
        },
    )
    assert endpoint.status_code == 302, endpoint.text
    page = root.get(endpoint.headers["Location"]).text
    assert "hunter2" not in page
    assert "key=hidden" not in page
    assert (
        root.post(
            endpoint.headers["Location"],
            data={"name": "erp", "validity": "valid", "comment": "", "method": "POST", "url": "", "secret": ""},
        ).status_code
        == 302
    )


def test_rights_are_given_and_taken(site, root):
    with unit_of_work():
        ben = with_password(people.agent("ben"))
        crew, role = people.group("crew"), people.role("Support")
        ben_id, crew_id, role_id = ben.id, crew.id, role.id
    assert root.get(f"/admin/agent_group/{crew_id}/rights").status_code == 200
    root.post(f"/admin/agent_group/{crew_id}/rights", data={f"agent-{ben_id}-rw": "on", f"role-{role_id}-ro": "on"})
    page = root.get(f"/admin/agent_group/{crew_id}/rights").text
    assert f'name="agent-{ben_id}-rw" aria-label="ben: rw" checked' in page
    assert f'name="role-{role_id}-ro" aria-label="Support: ro" checked' in page
    root.post(f"/admin/agent_group/{crew_id}/rights", data={})
    assert 'aria-label="ben: rw" checked' not in root.get(f"/admin/agent_group/{crew_id}/rights").text
    root.post(f"/admin/agent/{ben_id}/rights", data={"house-designer": "yes", f"other-{role_id}": "yes"})
    shown = root.get(f"/admin/agent/{ben_id}/rights").text
    assert len(re.findall(r'value="yes" checked', shown)) == 2
    assert root.get(f"/admin/role/{role_id}/rights").text.count('value="yes" checked') == 1
    with unit_of_work(reads_only=True):
        chief = Agent.named("chief")
        assert Group.named("crew")
    last = root.post(f"/admin/agent/{chief.id}/rights", data={})
    assert last.status_code in {302, 422}
    assert root.get("/admin/").status_code == 200, "the last administrator stays one"


def test_the_checklist_tells_how_what_no_page_does_is_done(root):
    page = root.get("/admin/").text
    assert "<code>smtps://user:password@host:port</code>" in page
    assert "/admin/health" not in page.partition("<main")[2]


def test_checklist_health_switches_and_audit(root):
    assert "Working hours" in root.get("/admin/").text
    assert "Database" in root.get("/admin/health").text
    page = root.get("/admin/switches").text
    assert 'name="watchers"' in page
    root.post(
        "/admin/switches",
        data={
            "watchers": "yes",
            "company_tickets": "yes",
            "lost_passwords": "yes",
            "always_groups": "users",
            "customers_always_groups": "users",
            "merged_fields": "",
        },
    )
    assert re.search(r'name="watchers" value="yes" checked', root.get("/admin/switches").text)
    assert "watchers" in root.get("/admin/audit").text


def test_kinds_there_are_none_of(root):
    for path in ("/admin/nonsense/", "/admin/nonsense/new", "/admin/queue/99999", "/admin/nonsense/1/rights"):
        assert root.get(path).status_code == 404, path


def test_a_validity_that_nobody_offers_is_refused_at_its_field(root):
    for path in ("/admin/ticket_type/new", "/admin/ticket_type/1"):
        refused = root.post(path, data={"name": "Broken", "validity": "bogus"})
        assert refused.status_code == 422, path
        assert "Choose one of those that are offered." in refused.text
    assert "Broken" not in root.get("/admin/ticket_type/").text


def test_what_is_refused_leaves_nothing_behind(site, root):
    from foundation.blobs import Blob
    from foundation.db import db

    file = {"name": "Terms", "validity": "valid", "comment": "", "file_name": "terms.txt", "media_type": "text/plain"}

    def send(path: str, name: str, content: bytes) -> int:
        return int(root.post(path, data=file | {"name": name, "content": (io.BytesIO(content), "terms.txt")}).status_code)

    assert send("/admin/attachment/new", "Terms", b"small print") == 302
    assert send("/admin/attachment/new", "Others", b"large print") == 302
    with unit_of_work(reads_only=True):
        blobs, last = db.session.query(Blob.sha256).count(), db.session.query(Attachment.id).filter(Attachment.name == "Others").scalar()
    assert send("/admin/attachment/new", "Terms", b"no print at all") == 422
    assert send(f"/admin/attachment/{last}", "Terms", b"no print at all") == 422
    with unit_of_work(reads_only=True):
        assert db.session.query(Blob.sha256).count() == blobs
        assert db.session.get(Attachment, last).name == "Others"  # type: ignore[union-attr]
