"""What the scripts of the components do, on the page that shows them all: by keyboard, and without a mouse hovering."""

import pytest
from playwright.sync_api import Page, expect

from desk.agents import Agent
from foundation.unit_of_work import unit_of_work
from tests.browser.conftest import NARROW, watched
from tests.browser.looking import log_in
from tests.desk import people
from tests.web.browsing import with_password


@pytest.fixture
def seeded_house(seeded_sqlite_houses, tmp_path):
    """One database is enough for what has nothing to do with it."""
    with seeded_sqlite_houses.house(tmp_path) as application, application.app_context():
        yield application


@pytest.fixture
def agent(seeded_house) -> str:
    with unit_of_work():
        with_password(people.agent("mara"))
    return "mara"


@pytest.fixture
def styleguide(page: Page, agent: str) -> Page:
    log_in(page, agent)
    page.goto("/styleguide")
    return page


def sent(page: Page) -> dict[str, list[str]]:
    """What the form of the light half would send."""
    found: dict[str, list[str]] = page.evaluate(
        """() => { const all = {}; for (const [name, value] of new FormData(document.getElementById("sample-light")))
        (all[name] ??= []).push(value.name ?? value); return all; }"""
    )
    return found


def test_one_of_many_is_found_by_typing(styleguide):
    field = styleguide.get_by_role("combobox", name="One of many", exact=True).first
    expect(field).to_have_value("Cherry")
    field.fill("goo")
    expect(styleguide.get_by_role("option", name="Gooseberry")).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("Gooseberry")
    assert sent(styleguide)["fruit"] == ["Gooseberry"]
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.fill("nothing like it")
    field.press("Tab")
    expect(field).to_have_value("Gooseberry")
    field.fill("")
    field.press("Tab")
    assert sent(styleguide)["fruit"] == [""]


def test_one_of_many_is_asked_for(styleguide):
    field = styleguide.get_by_role("combobox", name="One of many, asked for").first
    field.fill("berr")
    expect(styleguide.locator(".options:visible .option")).to_have_count(3)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Elderberry")
    assert sent(styleguide)["asked"] == ["elderberry"]


def test_what_is_typed_where_options_are_asked_for_is_sent_whatever_was_suggested(styleguide):
    field = styleguide.get_by_role("combobox", name="One of many, asked for").first
    field.click()
    expect(field).to_have_attribute("aria-expanded", "false")  # nothing is looked for before something is typed
    field.fill("a fruit nobody knows")
    assert sent(styleguide)["asked"] == ["a fruit nobody knows"]
    field.press("Tab")
    expect(field).to_have_value("a fruit nobody knows")
    assert sent(styleguide)["asked"] == ["a fruit nobody knows"]
    field.fill("elderBERRY")
    expect(styleguide.locator(".options:visible .option")).to_have_count(1)
    field.press("Tab")
    expect(field).to_have_value("Elderberry")
    assert sent(styleguide)["asked"] == ["elderberry"]
    field.fill("")
    field.press("Tab")
    assert sent(styleguide)["asked"] == [""]


def test_several_of_many_are_picked_and_dropped(styleguide):
    field = styleguide.get_by_role("combobox", name="Several of many").first
    field.fill("quin")
    field.press("Enter")
    assert sent(styleguide)["fruits"] == ["Apple", "Fig", "Quince"]
    field.press("Backspace")
    styleguide.get_by_role("button", name="Remove Apple").first.click()
    assert sent(styleguide)["fruits"] == ["Fig"]
    styleguide.get_by_role("button", name="Remove Fig").first.click()
    assert field.evaluate("field => field.validationMessage") == "Choose at least one."


def test_files_are_chosen_pasted_and_removed(styleguide):
    zone = styleguide.locator("drop-zone").first
    zone.locator("input[type=file]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"one"})
    styleguide.evaluate(
        """() => { const given = new DataTransfer(); given.items.add(new File(["picture"], "screen.png", {type: "image/png"}));
        document.getElementById("text-light").dispatchEvent(new ClipboardEvent("paste", {clipboardData: given, bubbles: true})); }"""
    )
    expect(zone.locator(".file-name")).to_have_text(["a.txt", "screen.png"])
    assert sent(styleguide)["files"] == ["a.txt", "screen.png"]
    zone.get_by_role("button", name="Remove a.txt").click()
    assert sent(styleguide)["files"] == ["screen.png"]


def test_too_large_a_file_is_refused_before_it_is_sent(styleguide):
    zone = styleguide.locator("drop-zone").first
    zone.evaluate("zone => { zone.dataset.largest = 2; }")
    zone.locator("input[type=file]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"one"})
    expect(zone.get_by_text("Too large: at most 2 B fit.")).to_be_visible()
    assert sent(styleguide)["files"] == [""]


def test_files_that_are_sent_at_once_leave_their_id_in_the_form(browser, address, agent):
    answers = iter([(201, {"id": "a1"}), (413, {"error": {"message": "This house takes no more today."}})])

    def answer(route):
        status, told = next(answers)
        assert route.request.headers["accept"] == "application/json"
        route.fulfill(status=status, json=told)

    with watched(browser, address) as at:
        log_in(at.page, agent)
        at.page.goto("/styleguide")
        at.page.route("**/attachments", answer)
        zone = at.page.locator("drop-zone").first
        zone.evaluate(
            "zone => { Object.assign(zone.dataset, {url: '/attachments', name: 'attachment'}); zone.input.removeAttribute('name'); }"
        )
        for name in ("a.txt", "b.txt"):
            zone.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": b"one"})
            expect(zone.locator(".file-item", has_text=name).get_by_role("progressbar")).to_have_count(0)
        expect(zone.get_by_text("This house takes no more today.")).to_be_visible()
        assert sent(at.page)["attachment"] == ["a1"]
        zone.get_by_role("button", name="Remove a.txt").click()
        assert "attachment" not in sent(at.page)
        at.expect_trouble("413")


def test_a_draft_is_kept_while_somebody_types(styleguide):
    kept = []

    def keep(route):
        kept.append(route.request.post_data)
        route.fulfill(status=204)

    styleguide.route("**/draft", keep)
    styleguide.evaluate(
        """() => { const form = document.getElementById("sample-light"); form.dataset.draft = "/draft";
        form.append(Object.assign(document.createElement("output"), {id: "kept"}));
        document.getElementById("kept").dataset.draftState = ""; }"""
    )
    styleguide.get_by_label("Title").first.fill("Screen stays black again")
    expect(styleguide.locator("#kept")).to_contain_text("Draft kept at")
    assert len(kept) == 1
    assert "title=Screen+stays+black+again" in kept[0]


def test_what_fails_is_told_and_the_page_stays(browser, address, agent):
    with watched(browser, address) as at:
        log_in(at.page, agent)
        at.page.goto("/styleguide")
        at.page.evaluate("htmx.ajax('GET', '/nowhere', {target: '#content'})")
        toast = at.page.locator(".toast", has_text="There is no such page")
        expect(toast).to_be_visible()
        expect(at.page.get_by_role("heading", name="Styleguide")).to_be_visible()
        toast.get_by_role("button", name="Close").click()
        expect(toast).to_be_hidden()
        at.expect_trouble("404")


def test_a_menu_is_used_with_the_arrow_keys(styleguide):
    styleguide.get_by_role("button", name="More").first.press("Enter")
    menu = styleguide.get_by_role("menu", name="More").first
    expect(menu.get_by_role("menuitem", name="Move to another queue")).to_be_focused()
    styleguide.keyboard.press("ArrowDown")
    merge = menu.get_by_role("menuitem", name="Merge")
    expect(merge).to_be_focused()
    expect(merge).to_contain_text("You may not change the other ticket.")
    styleguide.keyboard.press("Enter")
    expect(menu).to_be_visible()
    styleguide.keyboard.press("Home")
    styleguide.keyboard.press("Enter")
    expect(styleguide.get_by_role("dialog", name="Move to another queue")).to_be_visible()
    styleguide.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_a_button_that_cannot_be_used_says_why(styleguide):
    button = styleguide.get_by_role("button", name="Close", exact=True, disabled=True).first
    expect(button).to_have_accessible_description("It is locked by Mara Lind since 10:14.")
    button.focus()
    styleguide.keyboard.press("Shift+Tab")
    styleguide.keyboard.press("Tab")
    expect(styleguide.get_by_role("tooltip").filter(has_text="Mara Lind").first).to_be_visible()
    styleguide.keyboard.press("Escape")
    expect(styleguide.get_by_role("tooltip").filter(has_text="Mara Lind").first).to_be_hidden()


def test_what_is_dangerous_is_asked_about(styleguide):
    styleguide.get_by_role("button", name="Something dangerous").first.click()
    dialog = styleguide.get_by_role("dialog", name="Retire this version?")
    retire = dialog.get_by_role("button", name="Retire")
    expect(retire).to_be_disabled()
    dialog.get_by_label("Type retire to go on").fill("retire")
    expect(retire).to_be_enabled()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    styleguide.evaluate("document.addEventListener('click', event => { if (event.target.closest('.is-danger')) window.deleted = true; })")
    styleguide.get_by_role("button", name="Delete").first.click()
    question = styleguide.get_by_role("dialog", name="Delete this note?")
    question.get_by_role("button", name="Cancel").click()
    assert styleguide.evaluate("window.deleted") is None
    styleguide.get_by_role("button", name="Delete").first.click()
    question.get_by_role("button", name="Delete").click()
    assert styleguide.evaluate("window.deleted") is True


def test_rows_are_selected_and_counted(styleguide):
    boxes = styleguide.get_by_role("region", name="Tickets of this week, light").get_by_role("checkbox")
    bar = styleguide.locator("[data-bulk]").first
    expect(bar).to_be_hidden()
    boxes.nth(1).check()
    boxes.nth(3).click(modifiers=["Shift"])
    expect(bar).to_contain_text("3 selected")
    expect(boxes.nth(0)).to_be_checked()
    bar.get_by_role("button", name="Select none").click()
    expect(bar).to_be_hidden()


def test_a_node_of_the_diagram_is_told_and_pointed_at(styleguide):
    box = styleguide.locator("#diagram-light")
    box.scroll_into_view_if_needed()
    node = box.locator('[data-element-id="approval"]').first
    node.wait_for()
    styleguide.evaluate("document.addEventListener('node', event => { window.node = event.detail; })")
    node.click()
    told = {"id": "approval", "name": "Decide about the application", "type": "bpmn:UserTask"}
    assert styleguide.evaluate("window.node") == told
    styleguide.get_by_text("The diagram as a list").first.click()
    styleguide.get_by_role("button", name="Confirm the leave").first.focus()
    expect(box.locator('[data-element-id="confirm_leave"].is-pointed')).to_have_count(1)


# ------------------------------------------------------------------------------------------------ whoever is logged in
def test_keys_and_the_palette_lead_through_the_house(page, agent):
    log_in(page, agent)
    page.goto("/styleguide")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and do")
    entries = palette.get_by_role("option")
    expect(entries.first).to_be_visible()
    page.keyboard.type("no such thing")
    expect(palette.get_by_text("Nothing found")).to_be_visible()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")  # the field with a problem, where keys are letters
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Invoice names the wrong address").first).to_be_focused()  # below the current one


def test_looks_change_at_once_and_stay(page, agent):
    log_in(page, agent)
    page.goto("/styleguide")
    page.get_by_role("button", name="Menu of").click()
    with page.expect_response("**/account"):
        page.get_by_role("menuitemradio", name="dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Menu of").click()
    with page.expect_response("**/account"):
        page.get_by_role("menuitemradio", name="compact").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-density", "compact")
    with unit_of_work():
        assert Agent.named(agent).preferences | {"theme": "dark", "density": "compact"} == Agent.named(agent).preferences


def test_single_keys_do_nothing_for_whoever_does_not_want_them(page, agent):
    with unit_of_work():
        person = Agent.named(agent)
        person.change(actor=person.actor, preferences={"shortcuts": False})
    log_in(page, agent)
    page.goto("/styleguide")
    page.evaluate("document.activeElement.blur()")  # the field with a problem, where keys are letters
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_the_navigation_is_a_drawer_where_there_is_no_room(browser, address, agent):
    with watched(browser, address, size=NARROW) as at:
        log_in(at.page, agent)
        at.page.goto("/styleguide")
        at.page.get_by_role("button", name="Navigation").click()
        drawer = at.page.get_by_role("dialog", name="Navigation")
        expect(drawer.get_by_role("link", name="Tickets")).to_be_visible()
        at.page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        at.page.get_by_role("button", name="Navigation").click()
        drawer.get_by_role("link", name="Tickets").click()
        at.page.wait_for_url("**/tickets**")


# ------------------------------------------------------------------------------------------------ what is wrong with a form
def test_what_is_missing_is_said_at_the_field_and_in_the_language_of_the_page(browser, address, agent):
    page = browser.new_context(base_url=address, locale="de").new_page()
    page.goto("/login")
    page.locator("form .button.is-wide").click()
    name, password = page.locator('[name="login"]'), page.locator('[name="password"]')
    expect(page.get_by_text("Hier fehlt noch etwas.")).to_have_count(2)
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description("Hier fehlt noch etwas.")
    name.fill("mara")
    expect(name).not_to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Hier fehlt noch etwas.")).to_have_count(1)
    expect(password).to_have_accessible_description("Hier fehlt noch etwas.")
    page.locator("form .button.is-wide").click()
    expect(page.get_by_text("Hier fehlt noch etwas.")).to_have_count(1)
    expect(password).to_be_focused()
    page.context.close()


@pytest.mark.parametrize(
    "attributes, typed, sentence",
    [
        ('type="email"', "nobody", "Write an address like name@example.com."),
        ('type="number" min="3"', "2", "At least 3."),
        ('type="number" max="3"', "4", "At most 3."),
        ('type="number" step="0.01"', "1.234", "Write a number with fewer digits behind the point."),
        ('pattern="[A-Z]+" title="Capital letters, please."', "a", "Capital letters, please."),
        ('pattern="[A-Z]+"', "a", "This is not written as it is asked for."),
        ('type="checkbox" required', "", "Tick this to go on."),
    ],
)
def test_each_thing_a_browser_finds_has_a_sentence_of_ours(page, agent, attributes, typed, sentence):
    page.goto("/login")
    page.evaluate(
        """(attributes) => { const form = document.querySelector('form');
        for (const field of form.querySelectorAll('[required]')) field.required = false;
        form.insertAdjacentHTML('afterbegin', `<div class="field"><input id="tried" ${attributes}></div>`); }""",
        attributes,
    )
    if typed:
        page.locator("#tried").fill(typed)
    page.locator("form .button.is-wide").click()
    expect(page.locator("#tried")).to_have_accessible_description(sentence)
