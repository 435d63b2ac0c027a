"""The only door of the serving room: jobs are brought, looked at, steered and ended.

All methods may be called from any thread. All return at once but for those that take
in pictures, which wait for the intake the first time that it has a file.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import filelock

from nst_core.errors import (
    SettingsError,
    StyleTransferError,
    why,
)
from nst_core.images.decoding import Size
from nst_core.images.reading_limits import KEPT_EDGE_PX, SIGHT_EDGE_PX
from nst_core.jobs.folder import (
    INPUTS,
    KEEP,
    RESULT,
    START,
    STYLES,
    TOUCH,
    TOUCH_STYLE,
    JobFolder,
    frame_name,
    label_of,
    masks_of,
)
from nst_core.jobs.job import Job, fingerprint
from nst_core.jobs.lifecycle import (
    REQUESTS,
    RemovalRequested,
    SteeringRequested,
)
from nst_core.jobs.tokens import new_token
from nst_core.network.architectures import ARCHITECTURES
from nst_core.planning.plan import Plan, plan_run
from nst_core.serving.clients import SALT, client_hash, read_salt
from nst_core.serving.health import Health
from nst_core.serving.intake import Intake
from nst_core.serving.limits import Limits
from nst_core.serving.picture_cache import TakenIn
from nst_core.serving.refusals import no_room, no_start, sheet_ends
from nst_core.serving.scheduler import Scheduler
from nst_core.serving.status import JobStatus
from nst_core.serving.worker_process import WorkerProcess
from nst_core.settings.presets import settings_of_touch
from nst_core.settings.settings import Settings
from nst_core.sheets.runs import planned_runs
from nst_core.system.files import size_of

# All that a service has in its data folder.
OWN = ("jobs", "intake", "server.lock", "painting.lock", SALT)


class JobService:
    """All jobs of one data folder, for those who hold their tokens.

    Whatever takes a token raises JobError where there is no such job. An owner's token
    opens everything; the one to look only (jobs/tokens.py) whatever changes nothing.
    """

    def __init__(
        self, limits: Limits, environment: Mapping[str, str] | None = None
    ) -> None:
        """Take up what the folder holds; painting goes on where it was.

        Args:
            limits: Choices of the host.
            environment: Of the worker; None: this process's.

        Raises:
            SettingsError: The folder cannot be used, or another server uses it.
        """
        self.limits = limits
        self._owner = filelock.FileLock(limits.data / "server.lock", timeout=3)
        self._worker = WorkerProcess(limits.data, environment)
        try:
            limits.data.mkdir(parents=True, exist_ok=True)
            self._owner.acquire()
            self._salt = read_salt(limits.data)
            self._intake = Intake(limits.data / "intake", limits.quota_gb * 1e9 / 2)
            self._intake.start()
            self._scheduler = Scheduler(limits, [self._worker])
        except filelock.Timeout:
            raise SettingsError(
                "Another server keeps its jobs in {data}. Stop it, or choose another "
                "folder with --data or NST_DATA.",
                data=limits.data,
            ) from None
        except OSError as error:
            raise SettingsError(
                "No jobs can be kept in {data} ({reason}). A folder that may be "
                "written to is needed; name it with --data or NST_DATA.",
                data=limits.data,
                reason=why(error),
            ) from None

    def close(self) -> None:
        """End the worker; what it paints goes on with the next server."""
        self._scheduler.close()
        self._intake.close()
        self._owner.release()

    @property
    def worker_pid(self) -> int:
        """The worker's process number."""
        return self._worker.pid

    def health(self) -> Health:
        """Health of the server: its queue, its workers, its disk."""
        return self._scheduler.health()

    def take_in(self, source: Path, name: str, max_edge: int = KEPT_EDGE_PX) -> TakenIn:
        """Clean picture of a stranger's file.

        Args:
            source: The file.
            name: Of the picture, one of folder.PICTURES.
            max_edge: A longer edge is reduced to this many pixels.

        Raises:
            ImageError: It is no picture that can be read.
            BusyError: There is no room on the disk.
        """
        try:
            return self._intake.take_in(source, label_of(name), max_edge)
        except OSError as error:
            raise no_room(error) from error

    def find_faces(self, source: Path, name: str) -> TakenIn:
        """Keep map of the faces in a stranger's file.

        Raises:
            ImageError: It has no face, or is no picture that can be read.
            BusyError: There is no room on the disk.
        """
        try:
            return self._intake.take_in(
                source, label_of(name), SIGHT_EDGE_PX, finds_faces=True
            )
        except OSError as error:
            raise no_room(error) from error

    def find_taken_in(self, source: Path, name: str) -> TakenIn | None:
        """As `take_in`, if it was taken in before: at once, or None.

        Raises:
            ImageError: It is no picture that can be read.
        """
        return self._intake.find(source, label_of(name))

    def submit(
        self,
        pictures: dict[str, Path],
        settings: Settings,
        visitor: str,
        parent: str = "",
        sheet_spec: str = "",
        address: str = "",
        later: Settings | None = None,
    ) -> str:
        """Token of a new job, or of the visitor's equal unfinished one.

        Who has no place is refused before the pictures are taken in.

        Args:
            pictures: Anybody's files, by their names in folder.PICTURES; always
                "content" and "style", and "start" if settings.start is "picture".
            settings: What to paint with.
            visitor: Who asks; a fair share is counted by it.
            parent: The job that this one goes on from, if any.
            sheet_spec: The spec of a contact sheet, "" for a picture; see grid.py.
            address: The client's; shares are limited by it. "" if there is none.
            later: What goes on from a touch-up is painted with; None: `settings`.

        Raises:
            ImageError, SettingsError: It cannot be painted.
            BusyError: The queue or a share is full, or the disk is.
        """
        client = client_hash(address, self._salt)
        inputs = (pictures, settings, visitor, client, parent, sheet_spec, later)
        try:
            try:
                return self._submit(*inputs)
            except FileNotFoundError:  # one made room while others were taken in
                return self._submit(*inputs)
        except OSError as error:
            raise no_room(error) from error

    def _submit(
        self,
        pictures: dict[str, Path],
        settings: Settings,
        visitor: str,
        client: str,
        parent: str,
        sheet_spec: str,
        later: Settings | None,
    ) -> str:
        if any(
            self.find_taken_in(path, name) is None for name, path in pictures.items()
        ):
            size_bytes = sum(size_of(path) for path in pictures.values())
            self._scheduler.require_place(visitor, client, size_bytes)
        taken = {name: self.take_in(path, name) for name, path in pictures.items()}
        sizes = {name: each.clean.size for name, each in taken.items()}
        plans = [self.plan(*cell) for cell in planned_runs(sheet_spec, sizes, settings)]
        hashes = {name: each.clean.content_hash for name, each in taken.items()}
        job = Job(
            token=new_token(),
            visitor=visitor,
            client=client,
            created=time.time(),
            initial_settings=settings,
            settings=later or settings,
            key=fingerprint(hashes, (settings, visitor, parent, sheet_spec)),
            parent=parent,
            is_touch_up=TOUCH in pictures,
            seconds=sum(plan.seconds for plan in plans if plan),
            sheet_spec=sheet_spec,
            iterations=settings.iterations,
        )
        clean = {name: each.path for name, each in taken.items()}
        return self._scheduler.add(job, clean)

    def follow_up(
        self,
        token: str,
        settings: Settings,
        visitor: str,
        moment: int | None = None,
        address: str = "",
    ) -> str:
        """Token of a new job that starts from this one's result.

        With a `moment`, the iteration of a kept frame, it starts from there in place
        of the result, and this job may still be painted.

        Raises:
            JobError: It has no result, or no frame of that moment; else as `submit`.
        """
        folder, job = self._scheduler.folder(token), self._scheduler.job(token)
        if job.sheet_spec:
            raise sheet_ends()
        if moment is None:
            has_start, name = folder.has(RESULT), RESULT
        else:
            has_start = moment in folder.frames()
            name = frame_name(moment) if has_start else ""
        if not has_start:
            raise no_start(moment)
        start = folder.path(name)
        pictures = {x: folder.path(x) for x in INPUTS if folder.has(x)}
        settings = replace(settings, start="picture")
        try:
            return self.submit(
                pictures | {"start": start},
                settings,
                visitor,
                job.token,
                address=address,
            )
        except StyleTransferError:
            if moment is None or start.exists():
                raise
            raise no_start(moment) from None  # it has just made room for a newer one

    def touch_up(
        self,
        token: str,
        touch: str,
        place: Path,
        visitor: str,
        style: Path | None = None,
        address: str = "",
    ) -> str:
        """Token of a new job that paints one place of this one's result anew.

        Both pictures stay: this job's, and the new one's.

        Args:
            token: One of the job's, whose settings and pictures are taken.
            touch: What is wanted there, see presets.Touch.
            place: Anybody's file, white where it is.
            visitor: As `submit`.
            style: The painting that goes there; None: those of the job.
            address: As `submit`.

        Raises:
            JobError: It has no result; else as `submit`.
        """
        folder, job = self._scheduler.folder(token), self._scheduler.job(token)
        if job.sheet_spec:
            raise sheet_ends()
        if not folder.has(RESULT):
            raise no_start(None)
        pictures = {x: folder.path(x) for x in INPUTS if folder.has(x)}
        pictures |= {START: folder.path(RESULT), TOUCH: place}
        if style is not None:
            pictures[TOUCH_STYLE] = style
        return self.submit(
            pictures,
            settings_of_touch(job.settings, touch),
            visitor,
            token,  # who may only look at that job learns no other token of it
            address=address,
            later=job.settings,
        )

    def plan(self, sizes: Mapping[str, Size], settings: Settings) -> Plan | None:
        """Time and memory of a run; None until a worker has measured its machine.

        Args:
            sizes: Of the pictures, by their names in folder.PICTURES.
            settings: What would be painted with.

        Raises:
            ImageError, SettingsError: It cannot be painted.
        """
        machine = self._scheduler.capabilities
        if machine is None:
            return None
        name = settings.network
        if name == "auto":
            name = machine.network
        if name == "auto":
            return None
        precision = machine.precisions[settings.precision]
        return plan_run(
            sizes["content"],
            [sizes[name] for name in STYLES if name in sizes],
            settings,
            ARCHITECTURES[name],
            precision,
            machine.rates[precision],
            masks_of(sizes),
            sizes.get(KEEP),
        )

    def status(self, token: str) -> JobStatus:
        """All that there is to show of a job."""
        return self._scheduler.status(token)

    def served_token(self, key: str) -> str:
        """Owner's token of the job whose files have this name in addresses."""
        return self._scheduler.served_token(key)

    def folder(self, token: str) -> JobFolder:
        """A job's files, to be read only."""
        return self._scheduler.folder(token)

    def steer(self, token: str, settings: Settings) -> None:
        """Let what is steerable take effect at once, but for a contact sheet."""
        self._scheduler.apply(token, SteeringRequested(settings))

    def command(self, token: str, name: str) -> None:
        """Let one of the lifecycle's REQUESTS happen to a job; others mean nothing."""
        if name in REQUESTS:
            self._scheduler.request(token, name)

    def pause(self, token: str) -> None:
        """Put a job aside; it keeps all that the optimiser has learnt."""
        self._scheduler.request(token, "pause")

    def resume(self, token: str) -> None:
        """Let a paused job go on, at its old place in the queue."""
        self._scheduler.request(token, "resume")

    def stop(self, token: str) -> None:
        """End a job; the picture so far becomes its result."""
        self._scheduler.request(token, "stop")

    def remove(self, token: str) -> None:
        """Delete a job and all of its files, whatever state it is in."""
        self._scheduler.apply(token, RemovalRequested())
