"""Pure checks and normal forms of what people type."""

from core.validators.text import normalise_text, pinyin_initials, trigram_similarity

__all__ = ["normalise_text", "pinyin_initials", "trigram_similarity"]
