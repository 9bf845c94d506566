"""One table says what prose may ask: the language, explore, the page and the check follow it."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from baocao.core.errors import NarrativeError
from baocao.locale.vi.claims import claims_in
from baocao.notebook.completions import Offer, offers
from baocao.notebook.report import Report
from baocao.prose import phrases
from baocao.prose.phrases import Phrase
from baocao.prose.questions import QUESTIONS, Kind, Question, as_markdown, ask
from baocao.prose.quotable import Part, Quotable
from baocao.prose.unfinished import Asking
from baocao.workspace.workspace import Workspace
from dost import technology_appraisal

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "phrases.md").read_text(encoding="utf-8")
CLAIM = "Số dự án tăng {{ appraised.vs_mean }}."


def report(period: str = "2021") -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period(period))


def prose(source: str) -> str:
    opened = report()
    return opened.narrate(source, opened.modules).text


def test_the_page_shows_the_table() -> None:
    # Mended by: python -c "from baocao.prose.questions import as_markdown; print(as_markdown())"
    assert as_markdown() in PAGE


def test_a_new_row_is_a_new_question_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    new = Question(
        "so với mức bình quân",
        Kind.SENTENCE,
        lambda asked: Phrase(("bằng mức bình quân của ", asked.fact)),
        phrases.versus,
    )
    with pytest.raises(NarrativeError, match="NARRATIVE-08"):
        prose(CLAIM)  # not a sentence, so "tăng" stands before what may be a figure
    with pytest.raises(NarrativeError, match="NARRATIVE-03"):
        prose("{{ appraised.vs_mean }}")
    monkeypatch.setitem(QUESTIONS, "vs_mean", new)
    assert prose("{{ appraised.vs_mean }}") == "bằng mức bình quân của 65"
    assert prose("{{ appraised['vs_mean'] }}") == "bằng mức bình quân của 65"
    assert prose(CLAIM) == "Số dự án tăng bằng mức bình quân của 65."
    shown = report().explore(technology_appraisal.appraised).sentences.set_index("name")
    assert tuple(shown.loc["vs_mean"]) == ("so với mức bình quân", "bằng mức bình quân của 65")
    opened = report()
    names = opened.context(opened.modules)
    found = offers(
        Asking(names, opened.library, opened.period.end, "Có {{ appraised.vs_m"), seconds=60
    )
    assert found is not None
    assert found.found == (Offer("vs_mean", "bằng mức bình quân của 65"),)
    assert "| `vs_mean` | so với mức bình quân | câu | versus | |\n" in as_markdown()


def test_every_question_of_an_indicator_is_answered() -> None:
    quotable = report("2023-Q3").context(report().modules)["appraised"]
    assert isinstance(quotable, Quotable)
    kinds = {Kind.SENTENCE: Phrase, Kind.WORDS: str, Kind.INDICATOR: Quotable}
    for name, question in QUESTIONS.items():
        if question.answer is None:
            assert hasattr(Part, name), name
            with pytest.raises(KeyError):
                ask(quotable, name)
        elif question.takes and question.when.holds(quotable):
            answer = ask(quotable, name)
            assert callable(answer) and len(inspect.signature(answer).parameters) == 1, name
        else:
            assert isinstance(ask(quotable, name), kinds.get(question.gives, object)), name


def test_a_question_that_cannot_be_asked_is_told_or_silent() -> None:
    opened = report("2023-Q3")
    expiring = opened.modules["ocop"].expiring
    assert prose("{{ ocop.expiring.vs_last_year }}") == "không so sánh với cùng kỳ"
    assert prose("[{{ ocop.expiring.course }}]") == ""
    assert len(opened.explore(expiring).sentences) == 0


def test_every_phrase_is_the_answer_to_a_question() -> None:
    answered = {q.phrase.__name__ for q in QUESTIONS.values() if q.phrase is not None}
    functions = {name for name in phrases.__all__ if name.islower()}
    # `series` is a function of its own in prose, `unit_of` no sentence.
    assert functions - answered == {"series", "unit_of"}
    assert {f"## {name}\n" for name in answered if f"## {name}\n" not in PAGE} == set()


def test_a_claim_is_answered_by_a_question() -> None:
    for words in ("ngày càng tăng", "tăng liên tục", "xu hướng tăng", "cao nhất", "phần lớn"):
        (_, _, instead), *_ = claims_in(words, before_figure=False)
        assert QUESTIONS[instead].is_worded
