"""Reports and repeated recipes: the machine they were made on."""

from dataclasses import replace

from nst_core.cli.report import reproducibility_warning
from nst_core.settings.presets import STANDARD
from nst_core.settings.recipe import Recipe, describe, to_json
from nst_core.settings.recipe_reader import from_json

HERE = describe(STANDARD, "vgg16 (embedded int8)")


def painted_with(**versions: str) -> Recipe:
    return replace(HERE, versions={**HERE.versions, **versions})


def test_the_same_environment_are_not_worth_a_word() -> None:
    assert reproducibility_warning(from_json(to_json(HERE)), HERE) == ""


def test_another_network_and_other_versions_are_named_with_both_values() -> None:
    painted = replace(painted_with(numpy="1.0"), network="vgg19 (x)", version="9")
    warning = reproducibility_warning(painted, HERE)
    for words in ("network vgg19 (x)", "numpy 1.0", "neural-style-transfer 9"):
        assert words in warning.split("and here is")[0]
    assert f"numpy {HERE.versions['numpy']}" in warning.split("and here is")[1]


def test_tensorflow_has_two_names_but_one_version() -> None:
    versions = {"tensorflow-cpu": "2.99"}
    painted = replace(HERE, versions=versions)
    here = replace(HERE, versions={"tensorflow": "2.99"})
    assert reproducibility_warning(painted, here) == ""
    here = replace(HERE, versions={"tensorflow": "2.98"})
    assert "tensorflow 2.99" in reproducibility_warning(painted, here)


def test_what_a_recipe_does_not_tell_is_no_difference() -> None:
    silent = from_json(
        '{"program": "neural-style-transfer", "recipe": 1, "settings": {}}'
    )
    assert reproducibility_warning(silent, HERE) == ""


def test_a_strangers_words_stay_short_and_on_one_line() -> None:
    painted = replace(HERE, network="x\n" * 50, version="\x1b[31m")
    warning = reproducibility_warning(painted, HERE)
    assert warning.isprintable() and len(warning) < 400
