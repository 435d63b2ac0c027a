"""Of a job's three tokens a weaker one never tells a stronger one."""

from nst_core.jobs.tokens import TOKEN, files_key, new_token, view_token


def test_each_token_has_the_shape_of_a_token_and_is_another_one():
    token = new_token()
    tokens = {token, view_token(token), files_key(token)}
    assert len(tokens) == 3
    assert all(TOKEN.fullmatch(each) for each in tokens)


def test_the_weaker_ones_are_the_same_after_a_restart():
    assert view_token("A" * 22) == view_token("A" * 22) != view_token("B" * 22)
    assert files_key("A" * 22) == "u3a29h4to3mbm94AbgrbVQ"


def test_the_key_of_files_is_made_of_the_view_token_alone():
    """So it tells nothing that the link to look at a job does not."""
    token = new_token()
    assert view_token(files_key(token)) != view_token(token)
    assert files_key(view_token(token)) != files_key(token)
