"""Every exception raised on purpose: each message says what was found, where, and what to do."""


class MlpmError(Exception):
    """Anything a person can cause and mend; its text is shown as it is, without a traceback."""


class SettingsError(MlpmError):
    """`mlpm.toml` holds something that is not allowed."""


class ExportError(MlpmError):
    """A file is not a Jira export, or part of it cannot be read."""


class QuestionError(MlpmError):
    """A file can be read in more than one way; the message names the flag that decides."""


class StoreError(MlpmError):
    """The store is missing, damaged, newer than this version, or in use by another loader."""


class FrameError(MlpmError):
    """A frame that crosses a border lacks a column or holds the wrong type: a fault of ours."""


class NotFoundError(MlpmError):
    """A project, scientist or load that was asked for is not there."""


class ServerError(MlpmError):
    """The app cannot be served at the address that was asked for."""


class EmptyStoreError(StoreError):
    """Nothing has been loaded yet."""
