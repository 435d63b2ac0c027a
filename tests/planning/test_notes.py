"""Notes on paintings that little will come of."""

from dataclasses import replace

from nst_core.planning.notes import StyleFacts, style_notes
from nst_core.settings.settings import Settings

FLAT, TINY, SOUND = (
    StyleFacts((600, 800), True),
    StyleFacts((20, 30), False),
    StyleFacts((600, 800), False),
)


def told(*styles, settings=Settings()):  # noqa: B008
    return [str(note) for note in style_notes(styles, settings)]


def test_a_painting_of_one_colour_is_told():
    (note,) = told(FLAT)
    assert note.startswith("The painting is one colour")
    assert told(StyleFacts((1, 1), True)) == [note], "its size does not matter then"


def test_a_tiny_painting_is_told_with_its_size():
    (note,) = told(TINY)
    assert note.startswith("The painting has only 30 x 20 pixels")


def test_of_several_paintings_the_one_is_named():
    (note,) = told(SOUND, FLAT)
    assert note.startswith("The painting 2 is one colour")


def test_of_sound_paintings_and_those_that_do_not_count_nothing_is_told():
    assert told(SOUND, SOUND) == []
    assert told(SOUND, FLAT, settings=replace(Settings(), blend_2=0)) == []
    assert told(FLAT, settings=replace(Settings(), beta=0)) == []
