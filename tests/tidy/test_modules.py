"""Every module says what it is for, and no file or function outgrows a sitting."""

import ast

import pytest

from tests.tidy.source import PACKAGE, functions, offence, python_files, report, rooms, tree

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60


def test_there_is_something_to_read():
    """A check over no files at all would pass."""
    assert PACKAGE / "__init__.py" in python_files("src/eastwind")
    assert rooms()


def test_every_module_opens_with_a_docstring_of_two_lines_or_more():
    offences = [
        offence(path, 1, "open with what the module is for, what comes in and goes out (docstring of ≥ 2 lines)")
        for path in python_files("src/eastwind")
        if len((ast.get_docstring(tree(path)) or "").splitlines()) < 2
    ]
    assert not offences, report(offences)


def test_every_public_function_and_class_says_what_its_name_does_not():
    offences = [
        offence(path, node.lineno, f"'{node.name}' is public and has no docstring")
        for path in python_files("src/eastwind")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not offences, report(offences)


def test_every_room_names_what_it_hands_on():
    """`__all__` is written out, and every name in it exists in the module."""
    offences = []
    for path in rooms():
        names = _handed_on(tree(path))
        if names is None:
            offences.append(offence(path, 1, "declare __all__, as a list of strings"))
            continue
        lost = names - _bound(tree(path)) - {child.stem for child in path.parent.iterdir()}
        offences += [offence(path, 1, f"__all__ names '{name}', which is not here") for name in sorted(lost)]
    assert not offences, report(offences)


def test_no_file_is_longer_than_a_sitting():
    offences = []
    for path in python_files("src", "tests", "benchmarks", "examples"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines >= FILE_LINES_MAX:
            offences.append(offence(path, lines, f"{lines} lines; part it in two that each have a subject"))
    assert not offences, report(offences)


def test_no_function_is_longer_than_a_screen():
    offences = []
    for path in python_files("src", "tests", "benchmarks", "examples"):
        for node in functions(path):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines >= FUNCTION_LINES_MAX:
                offences.append(offence(path, node.lineno, f"'{node.name}' has {lines} lines"))
    assert not offences, report(offences)


def test_nothing_is_left_for_later():
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    offences = [
        offence(path, number, f"finish it, or write down the weakness: {mark}")
        for path in python_files("src", "tests", "benchmarks", "examples")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for mark in marks
        if mark in line
    ]
    offences += [
        offence(path, node.lineno, "raise an error that says what to do instead")
        for path in python_files("src/eastwind")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name) and node.id == "NotImplemented" + "Error"
    ]
    assert not offences, report(offences)


@pytest.mark.parametrize("drawer", ["default_rng", "Random", "RandomState"])
def test_every_generator_of_random_numbers_is_given_its_seed(drawer: str):
    """Ruff bans the global dice; that a generator of one's own has a seed only its call can tell."""
    offences = [
        offence(path, node.lineno, f"{drawer}() without a seed differs from run to run")
        for path in python_files("src", "tests", "benchmarks", "examples")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and not node.args and not node.keywords and _called(node) == drawer
    ]
    assert not offences, report(offences)


def test_the_package_is_marked_as_typed():
    assert (PACKAGE / "py.typed").is_file()


def _called(node: ast.Call) -> str:
    target = node.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def _handed_on(module: ast.Module) -> set[str] | None:
    """The strings of `__all__`; None where it is missing or not a plain list."""
    for node in module.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            try:
                return set(ast.literal_eval(node.value))
            except (ValueError, TypeError):
                return None
    return None


def _bound(module: ast.Module) -> set[str]:
    """The names that a module's top level binds, inside `if` and `try` too."""
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names
