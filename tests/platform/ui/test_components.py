"""Every component is drawn from its examples in both languages; its controls have names and lead to their messages."""

import re
from html.parser import HTMLParser

import pytest
from django.template import engines
from jinja2 import UndefinedError

from tayseer.ui import gallery
from tayseer.ui.gallery import Example

NOTES = (gallery.UI / "notes.md").read_text("utf-8")
CASES = [(example, lang) for example in gallery.all_examples() for lang in gallery.LANGUAGES]
NAMES = [f"{example.component}-{example.name}-{lang}" for example, lang in CASES]
VOID = {"input", "br", "hr", "img", "meta", "link", "path", "circle", "rect", "progress"}


class Reader(HTMLParser):
    """Collects what the checks below need from a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.referred: set[str] = set()
        self.labelled: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.forbidden: list[str] = []
        self.text = ""
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.tags.append(tag)
        self.ids += [str(found["id"])] if "id" in found else []
        for name in ("aria-describedby", "aria-labelledby"):
            self.referred |= set((found.get(name) or "").split())
        if tag == "label" and "for" in found:
            self.labelled.add(str(found["for"]))
        if tag in {"input", "select", "textarea"} and found.get("type") != "hidden":
            self.controls.append({**found, "inside": "label" if "label" in self.open else ""})
        self.forbidden += [f"{tag} {name}" for name in found if name == "style" or name.startswith("on")]
        if tag not in VOID or tag == "progress":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        del tag, attributes

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def drawn(example: Example, lang: str) -> Reader:
    html = gallery.draw(engines["jinja2"].env, example, lang)
    return Reader(re.sub(r"<(path|circle|rect)([^>]*)/>", "", str(html)))


@pytest.mark.parametrize(("example", "lang"), CASES, ids=NAMES)
def test_an_example_is_drawn_whole(example: Example, lang: str) -> None:
    page = drawn(example, lang)

    assert page.unbalanced == []
    assert page.open == []
    assert page.forbidden == []
    assert "None" not in page.text
    assert "Undefined" not in page.text


@pytest.mark.parametrize(("example", "lang"), CASES, ids=NAMES)
def test_every_control_has_a_label_and_every_reference_a_target(example: Example, lang: str) -> None:
    page = drawn(example, lang)

    for control in page.controls:
        assert control["inside"] or control.get("id") in page.labelled, control
    assert page.referred <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize(("example", "lang"), CASES, ids=NAMES)
def test_each_language_speaks_its_own_script(example: Example, lang: str) -> None:
    page = drawn(example, lang)

    if lang == "ar" and page.text.strip() and example.component != "badge":
        assert re.search(r"[\u0621-\u064a]", page.text)
    if lang == "en":
        assert not re.search(r"[\u0621-\u064a]", page.text.replace("نورة الحربي", ""))


@pytest.mark.parametrize("example", gallery.all_examples(), ids=lambda example: f"{example.component}-{example.name}")
def test_both_languages_have_the_same_headings_fields_and_links(example: Example) -> None:
    assert drawn(example, "ar").tags == drawn(example, "en").tags


@pytest.mark.parametrize("component", gallery.components())
def test_a_component_is_explained(component: str) -> None:
    assert f"`{component}(" in NOTES or component == "field"
    assert (gallery.UI / component / "notes.md").read_text("utf-8").strip()


@pytest.mark.parametrize("component", gallery.components())
def test_a_component_has_one_public_macro_of_its_own_name(component: str) -> None:
    source = (gallery.UI / component / "template.html").read_text("utf-8")

    macros = re.findall(r"{% macro (\w+)\(", source)

    assert macros[0] == component
    assert macros[1:] in ([], ["told"])


def test_an_example_that_lacks_a_language_is_refused(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "half"  # type: ignore[operator]
    folder.mkdir()
    (folder / "examples.toml").write_text('[[example]]\nname = "half"\nar = { text = "نص" }\n', "utf-8")
    monkeypatch.setattr(gallery, "UI", tmp_path)

    with pytest.raises(gallery.UnableToReadExamples, match="lacks en"):
        gallery.examples_of("half")


def test_a_field_with_an_error_is_tied_to_its_message() -> None:
    made = engines["jinja2"].env.from_string(
        '{% from "ui/phone/template.html" import phone %}{{ phone(lang="ar", name="mobile", error="ينقصه رقم") }}'
    )

    html = made.render()

    assert 'aria-describedby="mobile-hint mobile-error" aria-invalid="true"' in html
    assert 'id="mobile-error"' in html


def test_text_from_people_is_escaped() -> None:
    made = engines["jinja2"].env.from_string(
        '{% from "ui/text_field/template.html" import text_field %}'
        '{{ text_field(lang="en", name="x", label="Name", value=value, error=value) }}'
    )

    html = made.render(value='"><script>alert(1)</script>')

    assert "<script>" not in html


def test_a_misspelt_name_in_a_page_is_an_error() -> None:
    made = engines["jinja2"].env.from_string("{{ persn.name }}")

    with pytest.raises(UndefinedError):
        made.render()
