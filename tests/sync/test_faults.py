"""What goes wrong between Jira and us: nothing is lost, nothing is believed, and somebody is told in words."""

import re
from datetime import timedelta

import pytest

from mlpm_analytics.errors import (
    AccountError,
    AnswerError,
    JiraError,
    LoginError,
    NotFoundError,
    NotJiraError,
    PausedError,
    UnavailableError,
)
from mlpm_analytics.sources.api import Address, Credentials, HttpClient
from tests.fakejira import EVERY, Manners, World, faults
from tests.fakejira.worlds import random_world

from .jiras import FACES, indexed, team
from .truth import assert_true, raw_of, stored_issues

LISTS = {"cloud": "search/jql", "dc": "/search?"}


@pytest.fixture(params=FACES)
def ours(request, tmp_path):
    """A team whose first sync is done, and with a later edit to load."""
    with team(random_world(4, tasks=12, edits=30), tmp_path, request.param) as one:
        one.load()
        one.later(hours=1)
        edited = next(issue for issue in one.jira.world.issues.values() if issue.project.key == "ML")
        one.jira.world.edit(edited, summary="Edited")
        indexed(one.jira.world)
        yield one


def stopped(ours, error):
    """What the next sync says when it stops; the store stays as it was, and the one after goes through."""
    before = stored_issues(raw_of(ours.store))
    with pytest.raises(error) as raised:
        ours.load()
    assert stored_issues(raw_of(ours.store)) == before
    ours.jira.faults.clear()
    ours.jira.account.expired = None
    ours.load()
    assert_true(ours)
    return str(raised.value)


# The token -----------------------------------------------------------------------------------------


def test_a_token_that_has_expired_is_said_and_nothing_is_written(ours):
    ours.jira.account.expired = "401"
    assert "Jira rejected the token (401). It may have expired" in stopped(ours, LoginError)


def test_an_expired_token_that_is_answered_with_an_empty_list_empties_nothing(ours):
    ours.jira.account.expired = "anonymous"
    assert "rejected the token" in stopped(ours, LoginError)


@pytest.mark.parametrize("reason", ["AUTHENTICATED_FAILED", None])
def test_a_token_that_expires_in_the_middle_of_the_run_stops_it(ours, reason):
    ours.jira.faults.add(LISTS[ours.jira.face_name], EVERY, faults.anonymous(reason))
    ours.jira.faults.add("myself", range(2, 99), faults.anonymous(reason))
    assert "token" in stopped(ours, LoginError)


def test_histories_that_nobody_gets_without_a_login_are_not_believed_to_be_none(tmp_path):
    with team(random_world(6, tasks=8, edits=30), tmp_path) as ours:
        ours.jira.faults.add("changelog", EVERY, faults.anonymous(None))
        ours.jira.faults.add("myself", range(2, 99), faults.anonymous(None))
        with pytest.raises(LoginError):
            ours.load()
        ours.jira.faults.clear()
        ours.load()
        assert_true(ours)


def test_an_answer_in_another_name_is_not_believed(tmp_path):
    with team(indexed(random_world(4, tasks=5, edits=5)), tmp_path) as ours:
        ours.load()
        ours.jira.faults.add("search/jql", 1, faults.other_account())
        assert "another account" in stopped(ours, AccountError)


def test_another_account_has_to_be_confirmed_and_reads_everything_anew(ours):
    other = ours.jira.accounts.add(ours.jira.world.users[1], "another-token")
    ours.account = (other.user.email, other.token)
    with pytest.raises(AccountError, match=r"belongs to Ben Ortiz; Ada Keller synced before.*--accept-account"):
        ours.load()
    assert ours.load(accept_account=True).kind == "full"
    assert ours.load().kind == "incremental"


def test_a_captcha_is_said_in_jiras_words(ours):
    denied = faults.status(403, X_Authentication_Denied_Reason="CAPTCHA_CHALLENGE; login-url=https://jira/login.jsp")
    ours.jira.faults.add("myself", EVERY, denied)
    assert "CAPTCHA_CHALLENGE" in stopped(ours, LoginError)


def test_a_scoped_token_at_the_sites_own_address_is_told_where_to_go(tmp_path):
    with team(World(), tmp_path) as ours:
        ours.account = (ours.jira.email, ours.jira.scoped_token)
        with pytest.raises(LoginError, match=r"https://api\.atlassian\.com/ex/jira/<cloud id>"):
            ours.load()


def test_a_scoped_token_works_at_the_gateways_address(tmp_path):
    with team(indexed(random_world(4, tasks=5, edits=5)), tmp_path) as ours:
        ours.account = (ours.jira.email, ours.jira.scoped_token)
        ours.settings["jira"] = {"url": ours.jira.gateway_url}
        ours.load()
        assert_true(ours)
        assert ours.load().site_url == ours.jira.url


# What is not Jira ----------------------------------------------------------------------------------


def test_a_login_page_is_no_jira(ours):
    ours.jira.faults.add("", EVERY, faults.html())
    assert "answered with a web page, not with Jira's API" in stopped(ours, NotJiraError)


def test_a_redirect_to_a_login_is_no_jira(ours):
    ours.jira.faults.add("", EVERY, faults.redirect("https://sso.example.com/login"))
    assert "sends on to sso.example.com" in stopped(ours, NotJiraError)


def test_a_jira_that_has_moved_on_its_host_is_named(ours):
    ours.jira.faults.add("serverInfo", EVERY, faults.redirect("/jira/rest/api/2/serverInfo"))
    assert f"it sends on to {ours.jira.url}/jira. Write that as [jira] url" in stopped(ours, NotJiraError)


@pytest.mark.parametrize("host", ["new.example.com", "127.0.0.1.example.com", "127.0.0.1@new.example.com"])
def test_another_host_is_never_proposed_as_the_address_of_jira(ours, host):
    ours.jira.faults.add("serverInfo", EVERY, faults.redirect(f"https://{host}/jira/rest/api/2/serverInfo"))
    said = stopped(ours, NotJiraError)
    assert "example.com, which is another host" in said
    assert "Write that" not in said


def test_an_address_that_cannot_be_is_not_proposed_either(ours):
    ours.jira.faults.add("serverInfo", EVERY, faults.redirect("http://[::1/rest/api/2/serverInfo"))
    assert "an address that is none" in stopped(ours, NotJiraError)


# Waiting -------------------------------------------------------------------------------------------


def waits(ours, fault):
    ours.clock.slept.clear()
    ours.jira.faults.add("myself", 1, fault)
    ours.load()
    assert_true(ours)
    return max(ours.clock.slept)


@pytest.mark.parametrize(("told", "least"), [("1", 1), ("0", 0), ("1.5", 1.5), ("600", 600), (None, 2)])
def test_retry_after_is_honoured(ours, told, least):
    assert least <= waits(ours, faults.too_many(told)) <= max(3.0, least * 1.3)


def test_retry_after_may_be_an_instant(ours):
    when = faults.http_date(ours.jira.world.clock.now(), 40)
    assert 38 <= waits(ours, faults.too_many(when)) <= 53


def test_a_reset_may_stand_in_for_retry_after(ours):
    now = ours.jira.world.clock.now()
    reset = now.replace(minute=(now.minute + 2) % 60).strftime("%Y-%m-%dT%H:%MZ")
    assert waits(ours, faults.too_many(None, X_RateLimit_Reset=reset)) <= 157


def test_a_wait_beyond_patience_pauses_the_run_and_the_next_goes_on(ours):
    ours.jira.faults.add(LISTS[ours.jira.face_name], EVERY, faults.too_many("1847"))
    said = stopped(ours, PausedError)
    assert re.search(r"asks to wait until \d{4}-\d\d-\d\d \d\d:\d\d UTC", said)
    assert "The figures stay as of" in said


def test_a_storm_of_429_loses_nothing_and_slows_down(ours):
    ours.jira.faults.add("", range(1, 60, 2), faults.too_many("0"))
    ours.load()
    assert_true(ours)
    assert sum(ours.clock.slept) > 1


@pytest.mark.parametrize("code", [500, 502, 503, 504, 408])
def test_a_passing_fault_is_tried_again(ours, code):
    ours.jira.faults.add("", range(1, 40, 3), faults.status(code))
    ours.load()
    assert_true(ours)


@pytest.mark.parametrize("fault", [faults.reset(), faults.cut(), faults.broken_json()], ids=["reset", "cut", "broken"])
def test_a_broken_answer_is_tried_again(ours, fault):
    ours.jira.faults.add("", range(1, 40, 3), fault)
    ours.load()
    assert_true(ours)


@pytest.mark.parametrize("where", ["serverInfo", "search", "field"])
def test_a_jira_that_stays_away_ends_the_run_and_the_old_figures_stay(ours, where):
    ours.jira.faults.add(where, EVERY, faults.status(503))
    said = stopped(ours, UnavailableError)
    assert "Jira is not answering (503" in said


def test_an_address_where_nobody_is_ends_in_a_sentence(tmp_path):
    with team(World(), tmp_path) as ours:
        ours.settings["jira"] = {"url": "http://127.0.0.1:9"}
        with pytest.raises(UnavailableError, match="no connection"):
            ours.load()


# Answers that cannot be right ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        faults.without("issues"),
        faults.body([]),
        faults.body({"issues": [{"id": None}]}),
        faults.body({"issues": {}}),
        faults.body("text"),
        faults.body({"issues": [None]}),
    ],
    ids=["no issues", "a list", "null id", "no list", "text", "null"],
)
def test_a_list_of_another_shape_is_not_believed(ours, fault):
    ours.jira.faults.add(LISTS[ours.jira.face_name], EVERY, fault)
    assert "Unexpected answer from Jira at search" in stopped(ours, AnswerError)


@pytest.mark.parametrize("fault", [faults.repeat_token(), faults.empty_page(), faults.lose_token()])
def test_pages_that_do_not_end_or_break_off_are_not_believed(tmp_path, fault):
    with team(indexed(random_world(4, tasks=12, edits=20)), tmp_path, manners=Manners(page=3)) as ours:
        ours.load()
        ours.later(hours=1)
        ours.jira.faults.add("search/jql", EVERY, fault)
        with pytest.raises(JiraError):
            ours.load(full=True)
        ours.jira.faults.clear()
        ours.load()
        assert_true(ours)


def test_pages_that_go_wrong_once_are_asked_for_again(tmp_path):
    with team(indexed(random_world(4, tasks=12, edits=20)), tmp_path, manners=Manners(page=3)) as ours:
        ours.jira.faults.add("search/jql", 2, faults.repeat_token())
        ours.jira.faults.add("issue/bulkfetch", 1, faults.without("issues"))
        ours.load()
        assert_true(ours)


def test_a_list_that_ends_early_is_found_out_and_completed_in_slices(tmp_path):
    world = random_world(4, tasks=30, edits=30)
    with team(world, tmp_path, manners=Manners(page=10)) as ours:
        ours.jira.faults.add(
            lambda request: "search/jql" in request.line and "created" not in request.line, EVERY, faults.drop_token()
        )
        report = ours.load()
        assert report.is_whole
        assert_true(ours)


def test_a_list_that_stays_short_is_said_and_nothing_counts_as_gone(tmp_path):
    world = random_world(4, tasks=30, edits=30)
    with team(world, tmp_path, manners=Manners(page=1000)) as ours:
        ours.load()
        ours.later(hours=30)
        ours.jira.faults.add("search/jql", EVERY, faults.change(lambda found: found | {"issues": []}))
        report = ours.load(reconcile=True)
        assert not report.is_whole
        assert any("are not verified" in note for note in report.notes)
        ours.jira.faults.clear()
        assert_true(ours)


def test_requests_that_an_older_jira_does_not_know_are_done_without(tmp_path):
    for number, (path, code) in enumerate(
        [("changelog/bulkfetch", 404), ("issue/bulkfetch", 405), ("approximate", 404)]
    ):
        with team(random_world(4, tasks=12, edits=40), tmp_path / str(number)) as ours:
            ours.jira.faults.add(path, EVERY, faults.status(code))
            ours.load()
            assert_true(ours)


def without_the_newest(found):
    for log in found["issueChangeLogs"]:
        newest = max(log["changeHistories"], key=lambda one: int(one["id"]))
        log["changeHistories"].remove(newest)


def test_histories_that_are_cut_are_fetched_again_by_another_way(tmp_path):
    world = World()
    task = world.create("Task")
    for name in ("In Progress", "In Review", "Blocked", "Done"):
        world.transition(task, name)
    with team(indexed(world), tmp_path) as ours:
        ours.jira.faults.add("changelog/bulkfetch", EVERY, faults.change(without_the_newest))
        ours.load()
        assert_true(ours)


@pytest.mark.parametrize(
    ("tasks", "nth", "fault"),
    [(3, EVERY, faults.drop_token()), (12, 1, faults.drop_token()), (12, EVERY, faults.drop_token())]
    + [(12, nth, faults.empty_page()) for nth in (1, 2, EVERY)],
)
def test_pages_of_histories_that_are_lost_without_a_sign_are_found_out(tmp_path, tasks, nth, fault):
    world = random_world(6, tasks=tasks, edits=60)
    with team(world, tmp_path, manners=Manners(bulk_entries=7)) as ours:
        ours.jira.faults.add("changelog/bulkfetch", nth, fault)
        ours.load()
        assert_true(ours)


def test_an_issue_that_was_commented_on_costs_one_request_for_its_history_more(tmp_path):
    world = World()
    tasks = [world.create("Task", summary=f"Task {number}") for number in range(8)]
    for task in tasks:
        world.transition(task, "In Progress")
        task.updated += timedelta(hours=1)
    with team(indexed(world), tmp_path) as ours:
        ours.load()
        assert_true(ours)
        assert ours.asked_for("changelog/bulkfetch") == 3
        assert ours.asked_for("/changelog?") == 0


def test_histories_that_stay_cut_are_said_and_are_a_finding(tmp_path):
    world = World()
    task = world.create("Task")
    for name in ("In Progress", "In Review", "Blocked", "Done"):
        world.transition(task, name)
    del task.histories[1]
    for face in FACES:
        with team(indexed(world), tmp_path / face, face) as ours:
            report = ours.sync()
            assert any(f"does not fit itself, also when asked for alone ({task.key})" in note for note in report.notes)
            assert "history-cut" in report.figures.findings["rule"].tolist()


def test_a_history_that_jira_shows_no_more_is_kept(tmp_path):
    world = World()
    task = world.create("Task")
    for name in ("In Progress", "Done"):
        world.transition(task, name)
    with team(indexed(world), tmp_path) as ours:
        ours.load()
        gone = task.histories.pop(0)
        ours.later(hours=1)
        world.edit(task, summary="Another")
        indexed(world)
        report = ours.load()
        assert any("that Jira does not show any more were kept" in note for note in report.notes)
        assert str(gone.id) in raw_of(ours.store).changes["history_id"].tolist()


def test_an_unreadable_instant_is_asked_for_in_another_way_and_else_said(tmp_path):
    world = World()
    world.transition(world.create("Task"), "In Progress")
    with team(indexed(world), tmp_path) as ours:
        ours.jira.faults.add("changelog/bulkfetch", EVERY, faults.created_as(lambda _: "rubbish"))
        ours.load()
        assert_true(ours)
        ours.jira.faults.add(
            "/changelog?", EVERY, faults.change(lambda found: found["values"][0].update(created="rubbish"))
        )
        report = ours.load(full=True)
        assert any("rubbish" in note for note in report.notes)


def test_many_issues_that_are_listed_and_not_given_stop_the_run(tmp_path):
    world = random_world(4, tasks=5, edits=5)
    with team(world, tmp_path) as ours:
        ours.load()
        ours.later(hours=1)
        tasks = [world.create("Task", summary=f"More {number}") for number in range(30)]
        indexed(world)
        world.index.lag_searches, world.index.lag_seconds = 1000, 600
        for task in tasks:
            world.delete(task)
        with pytest.raises(AnswerError, match="lists 30 issues that it then does not give"):
            ours.load()
        ours.later(minutes=11)
        ours.load()
        assert_true(ours)


# What stands between --------------------------------------------------------------------------------


def test_a_connection_that_cannot_be_made_secure_names_the_setting(ours):
    ours.settings["jira"] = {"url": ours.jira.url.replace("http:", "https:")}
    with pytest.raises(JiraError, match=r"no secure connection.*\[jira\] ca_bundle"):
        ours.load()


def test_a_proxy_that_is_not_there_is_named(ours):
    http = HttpClient(
        Address(ours.jira.url, proxy="http://127.0.0.1:9"), Credentials("token"), pace=0, clock=ours.clock
    )
    with pytest.raises(JiraError, match=r"through the proxy.*\[jira\] proxy"):
        http.get("serverInfo")


# Scope ---------------------------------------------------------------------------------------------


def test_a_jira_without_any_of_the_projects_names_those_that_can_be_seen(ours):
    ours.projects = ("NOPE",)
    with pytest.raises(NotFoundError, match=r"no project NOPE.*ML, OPS"):
        ours.load()
