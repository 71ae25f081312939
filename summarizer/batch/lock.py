"""One run at a time on an output."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

from summarizer.errors import ConfigError


class OutputLock:
    """A lock file held while a run lasts.

    The operating system holds the lock for the process, so it is gone the moment the process is,
    however it died: the file that a dead run left behind is taken over. The number written in
    it is for the message alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd: int | None = None

    def __enter__(self) -> OutputLock:
        """Takes the lock.

        Raises:
            ConfigError: another live process holds it.
        """
        while self._fd is None:
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                _lock(fd)
            except OSError as exc:
                holder = os.pread(fd, 20, 0).decode("ascii", "replace").strip() or "unknown"
                os.close(fd)
                raise ConfigError(
                    f"Another run (process {holder}) is writing this output; it holds "
                    f"{str(self._path)!r}. Wait for it to end, or choose another output."
                ) from exc
            # The former holder may have removed the file between our opening and locking it.
            if _is_same_file(fd, self._path):
                self._fd = fd
            else:
                os.close(fd)
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, f"{os.getpid()}\n".encode(), 0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._fd is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._fd)
            self._fd = None


def _is_same_file(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), path.stat())
    except FileNotFoundError:
        return False


def _lock(fd: int) -> None:
    import fcntl

    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
