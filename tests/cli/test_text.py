"""`eastwind text`: what a message holds, and the measured table."""

from typer.testing import CliRunner

from eastwind.cli import app

RUN = CliRunner()
SET = """
[[text]]
id       = "one"
language = "en"
text     = "Pay up or else."
items    = ["threat"]
"""


def test_a_message_is_read():
    said = RUN.invoke(app, ["text", "read", "Pay up or else."])
    assert said.exit_code == 0
    assert "threat" in said.output
    assert "'or else'" in said.output


def test_a_message_may_stand_in_a_file(tmp_path):
    (tmp_path / "m.txt").write_text("后果自负!", encoding="utf-8")
    assert "threat.zh.menace" in RUN.invoke(app, ["text", "read", str(tmp_path / "m.txt")]).output


def test_a_set_is_measured_and_the_page_written(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "some.toml").write_text(SET, encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nafter\n", encoding="utf-8")
    said = RUN.invoke(app, ["text", "measure", str(tmp_path / "set"), "--write", str(page)])
    assert said.exit_code == 0, said.output
    assert "messages a second" in said.output
    written = page.read_text(encoding="utf-8")
    assert written.startswith("before\n")
    assert written.endswith("after\n")
    assert "| `threat` | en | 1 | 1 | 1.000 | 0.207–1.000 | 0 | 0 | 0 | 1.000 | 0.207–1.000 |" in written
    assert "| harmless texts |" in written
    assert "old" not in written


def test_a_folder_without_texts_is_one_clear_sentence(tmp_path):
    said = RUN.invoke(app, ["text", "measure", str(tmp_path)])
    assert said.exit_code == 2
    assert "no file of texts" in said.output
