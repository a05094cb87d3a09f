"""Which entry of the campaign's lists a word means: its targets, sources and dimensions."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rectification.columns import SOURCE_WORDS, TARGET_WORDS, plain

_SEPARATORS = re.compile(r"[、，,;；\s/|+和及与]+")
CLOSE, CLEAR = 0.6, 0.15
"""A near match must be this close, and this much closer than the next one."""


@dataclass(frozen=True)
class Entry:
    """A row of a list: its name, other names, and the text of the source it was taken from."""

    name: str
    aliases: tuple[str, ...] = ()
    text: str = ""
    code: str = ""


@dataclass(frozen=True)
class Choice:
    """The entry that a word means; `exact` where nothing but punctuation differs."""

    entry: Entry | None = None
    exact: bool = False


@dataclass
class EntryList:
    """One list to look words up in."""

    entries: tuple[Entry, ...]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Usual words by the entry's name, beside the entry's own aliases."""
    _known: dict[str, Choice] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Return the names in the order of the list."""
        return [entry.name for entry in self.entries]

    def choose(self, text: str) -> Choice:
        """Return the entry that the text means, none where it is unknown or not unique."""
        if text not in self._known:
            self._known[text] = self._look_up(plain(text))
        return self._known[text]

    def choose_all(self, text: str) -> list[Entry]:
        """Return every entry that a cell names, in the list's order; empty if a part is unknown."""
        whole = self.choose(text)
        words = [part for part in _SEPARATORS.split(text) if plain(part)]
        if whole.entry and (whole.exact or len(words) < 2):
            return [whole.entry]
        parts = [self.choose(word).entry for word in words]
        if None in parts or not parts:
            return []
        return [entry for entry in self.entries if entry in parts]

    def _look_up(self, word: str) -> Choice:
        if not word:
            return Choice()
        forms = [(form, entry) for entry in self.entries for form in self.forms(entry)]
        exact = {entry for form, entry in forms if form == word}
        if len(exact) == 1:
            return Choice(exact.pop(), exact=True)
        if len(word) < 3:
            return Choice()
        within = {entry for form, entry in forms if len(form) >= 2 and form in word}
        within = within or {
            entry for form, entry in forms if word in form and form != plain(entry.text)
        }
        if len(within) == 1:
            return Choice(within.pop())
        return Choice() if within else Choice(self._nearest(word))

    def forms(self, entry: Entry) -> list[str]:
        """Return the names and words of an entry as they are compared."""
        named = (entry.name, *entry.aliases, entry.text, *self.words.get(entry.name, ()))
        return [form for form in map(plain, named) if form]

    def _nearest(self, word: str) -> Entry | None:
        ranked = sorted(
            (
                (_likeness(word, plain(entry.name)), -place)
                for place, entry in enumerate(self.entries)
            ),
            reverse=True,
        )
        if not ranked or ranked[0][0] < CLOSE:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLEAR:
            return None
        return self.entries[-ranked[0][1]]


def _likeness(one: str, other: str) -> float:
    """Return how many pairs of neighbouring signs two words share (Dice's coefficient)."""
    pairs = [{word[i : i + 2] for i in range(len(word) - 1)} for word in (one, other)]
    total = len(pairs[0]) + len(pairs[1])
    return 2 * len(pairs[0] & pairs[1]) / total if total else 0.0


@dataclass
class Lists:
    """The lists of one campaign."""

    targets: EntryList
    sources: EntryList
    dimensions: EntryList

    @classmethod
    def of(
        cls,
        targets: Iterable[Entry],
        sources: Iterable[Entry],
        dimensions: Iterable[Entry] = (),
    ) -> "Lists":
        """Return the lists, in the campaign's order, with the words that offices use for them."""
        return cls(
            EntryList(tuple(targets), TARGET_WORDS),
            EntryList(tuple(sources), SOURCE_WORDS),
            EntryList(tuple(dimensions)),
        )
