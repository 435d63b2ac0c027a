"""Refusals of the service in words."""

from nst_core.errors import BusyError, JobError, why


def sheet_ends() -> JobError:
    """Error of painting on from a contact sheet."""
    return JobError(
        "A contact sheet is not painted on. Choose the settings of one of its "
        "pictures, and paint with them."
    )


def no_room(error: OSError) -> BusyError:
    """Error of a disk that takes no more."""
    return BusyError(
        "The server has no room for these pictures ({reason}). Try again in some "
        "minutes, or with smaller files.",
        reason=why(error) if error.strerror else "they are gone",
    )


def no_start(moment: int | None) -> JobError:
    """Error of painting on from a picture that is not there; see `follow_up`."""
    if moment is None:
        return JobError(
            "This picture is not finished, so nothing can start from it. Wait for its "
            "end, or stop it."
        )
    return JobError(
        "No picture is kept of iteration {moment}. While a painting goes on, some make "
        "room for newer ones. Choose another moment.",
        moment=moment,
    )
