import pytest

from mlpm_analytics.ui.text import link, plain


@pytest.mark.parametrize(
    "text", ["*a*", "# a", "[a](b)", "<b>a</b>", "$x$", ":red[a]", "`a`", "a | b", "~~a~~", "1. a"]
)
def test_no_sign_of_markdown_is_left_without_an_escape(text):
    shown = plain(text)
    assert all(shown[place - 1] == "\\" for place, sign in enumerate(shown) if sign in "*#[]<>$:`|~.")


def test_letters_of_any_script_stay_as_they_are():
    assert plain("Größe – 価格 😀") == "Größe – 価格 😀"


def test_several_lines_become_one():
    assert plain("a\n\n# b\tc") == "a \\# b c"


def test_what_is_missing_shows_as_nothing():
    assert plain(float("nan")) == plain(None) == ""


def test_only_an_address_of_the_web_becomes_a_link():
    assert link("x", "javascript:alert(1)") == "x"
    assert link("x", float("nan")) == "x"
    assert link("x", "https://jira.example.com/browse/x>(y") == "[x](<https://jira.example.com/browse/x(y>)"


@pytest.mark.parametrize(
    "text", ["a -> b", "a -- b", "a <- b", "a >= b", "http://x.example", "www.x.example", "a@x.example"]
)
def test_what_streamlit_would_make_more_of_is_kept_apart(text):
    assert "\u2060" in plain(text)
    assert plain(text).replace("\u2060", "").replace("\\", "") == text
