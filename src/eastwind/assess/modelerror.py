"""Model errors: what is wrong with a model or with what it should learn from, and what to do.

In        nothing.
Out       `ModelError`.
Not here  where it is raised (labels, train, modelfile, model).
Proof     tests/assess/test_modelfile.py, tests/assess/test_train.py, tests/cli/test_assess.py.
"""


class ModelError(ValueError):
    """A model, or a book to learn from, that cannot be used; says what, which value, and what to do."""
