"""Answers in plain sentences, in English, 简体中文 and 繁體中文: pure functions of an answer."""

from cmdb.impact.model import Answer, Need
from cmdb.proofs.model import Why
from cmdb.sentences import phrases
from cmdb.sentences.answers import of_answer
from cmdb.sentences.catalogue import LANGUAGES, words
from cmdb.sentences.languages import accepted, asked_for
from cmdb.sentences.model import Reasons, Sentences
from cmdb.sentences.reasons import of_why

__all__ = ["LANGUAGES", "Reasons", "Sentences", "accepted", "answer", "asked_for", "because", "why"]

MOST = 40
"""How many sentences each part holds unless more are asked for."""


def answer(found: Answer, language: str, most: int = MOST, *, fold: bool = True) -> Sentences:
    """Return an impact answer in the sentences of a language of `LANGUAGES`.

    With `fold` risk that is merely inherited stands under its origin, and is not named CI by CI.
    """
    return of_answer(found, words(language), most, fold=fold)


def why(found: Why, language: str, most: int = MOST) -> Reasons:
    """Return a proof in the sentences of a language of `LANGUAGES`."""
    return of_why(found, words(language), most)


def because(need: Need, language: str) -> str:
    """Return the need that decided in the words of a language of `LANGUAGES`."""
    return phrases.need(words(language), need)
