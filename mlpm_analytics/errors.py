"""Every exception raised on purpose: each message says what was found, where, and what to do."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class MlpmError(Exception):
    """Anything a person can cause and mend; its text is shown as it is, without a traceback."""


class SettingsError(MlpmError):
    """`mlpm.toml` holds something that is not allowed."""


class ExportError(MlpmError):
    """A file is not a Jira export, or part of it cannot be read."""


class QuestionError(MlpmError):
    """A file can be read in more than one way; the message names the flag that decides.

    `found` is the message without the flag; `asks` is what a person has to state: `timezone`, `date_order`.
    """

    def __init__(self, found: str, *, asks: str, answer: str) -> None:
        super().__init__(f"{found} {answer}")
        self.found, self.asks = found, asks


class StoreError(MlpmError):
    """The store is missing, damaged, newer than this version, or in use by another loader."""


class TooLargeError(StoreError):
    """What was given needs more memory than there is for it."""


class DamagedError(StoreError):
    """A file of the store that can be made again holds what nobody wrote; `path` is the file."""

    def __init__(self, message: str, path: Path) -> None:
        super().__init__(message)
        self.path = path


class BusyError(StoreError):
    """Somebody else loads into the store just now; `who` says who, in words."""

    def __init__(self, who: str) -> None:
        super().__init__(f"Another load is running{who}. Try again when it is done.")
        self.who = who


class FrameError(MlpmError):
    """A frame that crosses a border lacks a column or holds the wrong type: a fault of ours."""


class FaultError(MlpmError):
    """The program fails at what somebody gave it: a fault of ours, told without a traceback."""


class NotFoundError(MlpmError):
    """A project, scientist or load that was asked for is not there."""


class ServerError(MlpmError):
    """The app cannot be served at the address that was asked for."""


class ReadOnlyError(MlpmError):
    """These pages may change nothing of what is stored."""


class EmptyStoreError(StoreError):
    """Nothing has been loaded yet."""


class JiraError(MlpmError):
    """Jira could not be read: what it answered, and what to do."""


class LoginError(JiraError):
    """There is no token, or Jira does not accept it, or lets nobody in with it at the moment."""


class AccountError(JiraError):
    """Another account, or another Jira, than the one that was synced before: somebody has to confirm it."""


class NotJiraError(JiraError):
    """What answers at the address is not Jira's API."""


class UnavailableError(JiraError):
    """Jira does not answer, or answers only with faults: it can be tried again later."""


class PausedError(JiraError):
    """Jira asks to wait for longer than a run has patience for; what is loaded is kept, and the next run goes on."""


class AnswerError(JiraError):
    """An answer that cannot be right: nothing is believed of it."""


class AnswerTooLargeError(AnswerError):
    """An answer that is larger than any can be, or than is read at once: less can be asked for at a time."""


class RefusedError(JiraError):
    """Jira refuses one request, with a status of HTTP (`status`): 400, 403, 404, 405, 410."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@contextmanager
def faults_told(what: str) -> Iterator[None]:
    """Turn what this program did not foresee into a `FaultError` that says so, and where; `what` begins its text."""
    try:
        yield
    except MlpmError:
        raise
    except MemoryError as error:
        raise TooLargeError(
            f"{what}: it needs more memory than there is. Split it, or use a larger machine."
        ) from error
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        raise FaultError(
            f"{what}: {type(error).__name__} in {where}: {error}. This is a fault of mlpm_analytics, not yours: please "
            "report it with this message."
        ) from error
