"""Names in Markdown: shown as they are, and never taken for markup, links, mentions or HTML. Pure.

GitHub and GitLab look for `@name`, `#12`, `!7`, addresses and `:emoji:` in the rendered text, so
a backslash does not help; inside of code they look for nothing.
"""

import re
import unicodedata

_PLAIN = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*\Z")
_UNSAFE_IN_SPAN = re.compile(r"[`|\\]")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_BLANK = ("Cc", "Zl", "Zp", "Zs")
_DROPPED = ("Cf", "Cs", "Co", "Cn")
_LONGEST = 300


def code(text: str) -> str:
    """Return the text as code, on one line: a code span, or HTML where a span could break out.

    In a table's cell a backslash before a bar, or a backtick, is read differently by different
    programs: entities are not.
    """
    shown = _one_line(text)
    if not _UNSAFE_IN_SPAN.search(shown):
        return f"`{shown}`"
    return f"<code>{_PUNCTUATION.sub(lambda m: f'&#{ord(m[0])};', shown)}</code>"


def words(text: str | None) -> str:
    """Return plain words as they are, any other text as code; nothing for None."""
    if not text:
        return ""
    return text if _PLAIN.match(text) and len(text) <= _LONGEST else code(text)


def _one_line(text: str) -> str:
    kept = (_shown(char) for char in text)
    found = " ".join("".join(kept).split()) or "(blank)"
    return found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…"


def _shown(char: str) -> str:
    """Return the character; blanks as a space, what is invisible or turns the text around not."""
    category = unicodedata.category(char)
    if category in _BLANK:
        return " "
    return "" if category in _DROPPED else char
