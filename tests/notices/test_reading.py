"""Template files: each wrong key, word and construct is refused by name; a lender's own folder loads as ours does."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from eastwind.notices import TemplateError, load

SHIPPED = Path(str(resources.files("eastwind.notices").joinpath("templates")))
TEXT = """
family = "greeting"
purpose = "service"
says = "Hello."
[[text]]
channels = ["app"]
{more}
contains = ["identity"]
en = "{en}"
zh-Hans = "{{{{ lender_short }}}}您好"
zh-Hant = "{{{{ lender_short }}}}您好"
"""


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "templates"))


def greeting(folder, *, more="", en="{{ lender_short }}: hello"):
    (folder / "greeting.toml").write_text(TEXT.format(more=more, en=en.replace('"', '\\"')), encoding="utf-8")
    return folder


def test_a_folder_of_ones_own_loads(folder):
    library = load(greeting(folder))
    assert library.find("greeting", "app", None, "en").contains == ("identity",)
    assert library.digest != load().digest


def test_a_comment_does_not_change_the_digest_and_a_word_does(folder):
    assert load(folder).digest == load().digest
    path = folder / "receipt.toml"
    path.write_text("# Nothing new.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert load(folder).digest == load().digest
    path.write_text(path.read_text(encoding="utf-8").replace("thank you. Your", "many thanks. Your"), encoding="utf-8")
    assert load(folder).digest != load().digest


WRONG = [
    ({"more": "colour = 'red'"}, "unknown key 'colour'"),
    ({"more": "tone = 'harsh'"}, "'harsh'"),
    ({"more": "product = 'loan'"}, "'loan'"),
    ({"more": "by = ['friend']"}, "'friend'"),
    ({"more": "facts = ['loud']"}, "'loud'"),
    ({"more": "segments = {agency = 2, buyer = 1}"}, "unknown key 'buyer'"),
    ({"more": "subject.en = 'Hello'"}, "Give each both"),
    ({"en": ""}, "empty text"),
    ({"en": "{{ lender_short"}, "line 1"),
    ({"en": "{{ colour }}"}, "uses colour, which no parameter gives"),
    ({"en": '{% include "nobody" %}'}, "'nobody'"),
    ({"en": '{% if lender %}{% include "tail" %}{% endif %}'}, "under a condition"),
    ({"en": '{% for x in lines %}{% include "tail" %}{% endfor %}'}, "under a condition"),
    ({"en": "{% include lender %}"}, "write an include"),
]


@pytest.mark.parametrize(("change", "message"), WRONG, ids=[f"{n}" for n in range(len(WRONG))])
def test_a_wrong_text_is_refused_with_file_and_value(folder, change, message):
    with pytest.raises(TemplateError) as error:
        load(greeting(folder, **change))
    assert message in str(error.value)


def test_a_text_that_lacks_a_language_is_refused(folder):
    path = greeting(folder) / "greeting.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("zh-Hant = ", "# zh-Hant = "), encoding="utf-8")
    with pytest.raises(TemplateError, match="lacks zh-Hant"):
        load(folder)


def test_a_text_that_stands_twice_is_refused(folder):
    path = greeting(folder) / "greeting.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text[text.index("[[text]]") :], encoding="utf-8")
    with pytest.raises(TemplateError, match="stands twice"):
        load(folder)


def test_an_sms_without_a_budget_is_refused(folder):
    path = greeting(folder) / "greeting.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["app"]', '["sms"]'), encoding="utf-8")
    with pytest.raises(TemplateError, match="give the segments"):
        load(folder)


def test_an_item_that_is_forbidden_cannot_be_declared(folder):
    path = greeting(folder) / "greeting.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["identity"]', '["threat"]'), encoding="utf-8")
    with pytest.raises(TemplateError, match="'threat'"):
        load(folder)


def test_parts_that_include_each_other_are_refused(folder):
    circle = "".join(
        f'[[part]]\nname = "{a}"\n'
        + "".join(f"{language} = '{{% include \"{b}\" %}}'\n" for language in ("en", "zh-Hans", "zh-Hant"))
        for a, b in (("egg", "hen"), ("hen", "egg"))
    )
    path = folder / "parts.toml"
    path.write_text(path.read_text(encoding="utf-8") + circle, encoding="utf-8")
    with pytest.raises(TemplateError, match="deep"):
        load(greeting(folder, en='{% include "egg" %}'))


@pytest.mark.parametrize("name", ["parts.toml", "words.toml"])
def test_a_missing_shared_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(TemplateError, match=name):
        load(folder)


def test_a_file_that_is_no_toml_is_named(folder):
    (folder / "care.toml").write_bytes("family = 东风".encode("gb18030"))
    with pytest.raises(TemplateError, match=r"care\.toml"):
        load(folder)


def test_an_empty_folder_of_families_is_refused(folder):
    for path in folder.glob("*.toml"):
        if path.name not in ("parts.toml", "words.toml"):
            path.unlink()
    with pytest.raises(TemplateError, match="no template"):
        load(folder)


def test_a_product_without_its_words_is_named(folder):
    path = folder / "words.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("student    =", "# student ="), encoding="utf-8")
    with pytest.raises(TemplateError, match="student"):
        load(folder)
