"""Where an error was raised: all that a log may say of it, because its words may quote what a person wrote."""

from pathlib import Path

MOST = 6  # places; the last ones tell most


def places(error: BaseException) -> list[str]:
    """Return the last places that an error came through, as `folder/file.py:line`, the innermost last."""
    found: list[str] = []
    step = error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        found.append(f"{file.parent.name}/{file.name}:{step.tb_lineno}")
        step = step.tb_next
    return found[-MOST:]
