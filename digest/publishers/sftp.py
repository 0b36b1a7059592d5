"""`sftp:` targets: a folder on another machine that takes SFTP (asyncssh speaks it) → the site there.

Files are dated by the delivery that brought them, so that size and time tell what digest put there. Each is written
under another name and takes its place in one step. Many are under way at once over one connection.
"""

import asyncio
import os
import socket
import stat
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from digest import delivery, fingerprint, freight, place, remote
from digest.delivery import PassingError
from digest.freight import Outbox
from digest.model import Lies, Parcel, Sent, Shipment, Target, There
from digest.problems import DigestError, Problem
from digest.remote import Remote

if TYPE_CHECKING:
    import asyncssh

Out = TypeVar("Out")

PASSWORD = "DIGEST_SFTP_PASSWORD"  # noqa: S105 - the name of a variable
"""The environment's variable with the password, for hosts that take no keys."""
LANES = 32
"""Files under way at once: each waits for three answers of the host, one after the other."""
_BLOCK = 32_768
"""Bytes a request may carry: every server takes as many (draft-ietf-secsh-filexfer-02, 3)."""
_BLOCKS = 32
"""Blocks of a file that are under way at once."""


@contextmanager
def host(target: Target, root: Path) -> Iterator["_Sftp"]:
    """A visit to a folder of another machine. It is called when something is asked for."""
    where = remote.parsed(target)
    try:
        import asyncssh  # noqa: F401
    except ImportError:
        hint = 'pip install "digest[publish]"'
        raise DigestError(Problem(where.name, 0, "needs the package asyncssh", hint)) from None
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sftp", daemon=True)
    thread.start()
    visit = _Sftp(where, loop)
    try:
        yield visit
    finally:
        visit.end()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Sftp:
    """A folder on another machine. What speaks to it runs in `loop`, on a thread of its own."""

    answers = False

    def __init__(self, where: Remote, loop: asyncio.AbstractEventLoop) -> None:
        self._where, self._loop = where, loop
        self._connection: asyncssh.SSHClientConnection | None = None
        self._client: asyncssh.SFTPClient | None = None
        self._called = False
        self._turn = asyncio.Lock()
        self._lanes = asyncio.Semaphore(LANES)
        self._folders: dict[str, asyncio.Future[None]] = {}
        self._litter: list[str] = []
        self._looked = self._trusted = False
        self._heard = 0

    def end(self) -> None:
        """Hang up."""
        with suppress(Exception):
            asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(5)

    def there(self) -> There:
        """What lies there. A folder that nobody may look into is someone else's, whole."""
        return delivery.tried(partial(self._wait, self._there))

    def mark(self, parcel: Parcel, file: Path, stamp: int) -> str:
        """The time of the delivery: files are dated by it."""
        return str(stamp)

    def read(self, path: str) -> bytes:
        """The bytes of a file there."""
        content = delivery.tried(partial(self._wait, partial(self._read, path)))
        if content is None:
            raise self._where.failed(f"{path} is not there", remote.AGAIN)
        return content

    def steps(self, shipment: Shipment, outbox: Outbox) -> Iterator[Sent]:
        """File by file, in the order of the shipment."""
        if shipment.idle:
            return
        if not self._looked:
            self.there()
        stamp = shipment.manifest.stamp
        delivery.tried(partial(self._wait, partial(self._delete, self._litter)))
        yield from delivery.steps(
            shipment,
            outbox,
            lambda parcel, file: self._wait(partial(self._put, parcel.path, file, stamp)),
            lambda path, content: self._wait(partial(self._note, path, content, stamp)),
            lambda paths: self._wait(partial(self._delete, paths)),
            LANES,
        )

    def _wait(self, do: Callable[[], Coroutine[Any, Any, Out]]) -> Out:
        """What `do` comes to. Raises DigestError, or PassingError where another try may help."""
        future = asyncio.run_coroutine_threadsafe(self._watched(do), self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    async def _watched(self, do: Callable[[], Coroutine[Any, Any, Out]]) -> Out:
        """The same, given up when the machine answers nothing more."""
        work = asyncio.ensure_future(do())
        try:
            while True:
                heard = self._heard
                done, _ = await asyncio.wait({work}, timeout=remote.SILENCE)
                if done:
                    return work.result()
                if heard == self._heard:
                    raise self._where.barred("silent")
        except (DigestError, PassingError):
            raise
        except Exception as error:
            raise await self._why(error) from None
        finally:
            work.cancel()

    async def _answer(self, request: Awaitable[Out]) -> Out:
        """What the machine answers, taken down as a sign of life."""
        try:
            return await request
        finally:
            self._heard += 1

    async def _there(self) -> There:
        sftp = await self._call()
        files: dict[str, Lies] = {}
        self._folders, self._litter = {}, []

        async def look(folder: bytes, prefix: str) -> None:
            try:
                async with self._lanes:
                    names = await self._answer(sftp.readdir(self._at(folder)))
            except asyncssh.SFTPNoSuchFile:
                return  # gone meanwhile, or not there yet
            except asyncssh.SFTPPermissionDenied:
                if not prefix:
                    raise
                files[prefix[:-1]] = Lies(-1, "")
                return
            except asyncssh.SFTPFailure:
                if prefix:
                    raise
                raise self._where.barred("no folder") from None
            self._folders[prefix[:-1]] = self._there_already()
            below = []
            for each in names:
                name = each.filename
                name = name if isinstance(name, bytes) else name.encode()
                path = prefix + name.decode("utf-8", "replace")
                if name in (b".", b".."):
                    continue
                mode = each.attrs.permissions or 0
                if stat.S_ISDIR(mode):
                    below.append(look(folder + name + b"/", path + "/"))
                elif path.rpartition("/")[2].startswith(place.HALF):
                    self._litter.append(path)
                elif stat.S_ISREG(mode):
                    files[path] = Lies(each.attrs.size or 0, str(each.attrs.mtime or 0))
                else:
                    files[path] = Lies(-1, "")
            await asyncio.gather(*below)

        import asyncssh

        await look(b"", "")
        own = [path for path in (freight.MANIFEST, freight.UNDERWAY) if files.pop(path, None)]
        notes = {path: await self._read(path) or b"" for path in own}
        self._looked = True
        return There(files, notes.get(freight.MANIFEST, b""), notes.get(freight.UNDERWAY, b""))

    async def _read(self, path: str) -> bytes | None:
        """The bytes of a file there; None where there is none."""
        import asyncssh

        sftp = await self._call()
        try:
            async with sftp.open(self._at(path.encode()), "rb") as file:
                content = await self._answer(file.read())
        except asyncssh.SFTPNoSuchFile:
            return None
        return content if isinstance(content, bytes) else content.encode()

    async def _put(self, path: str, content: Path | bytes, stamp: int) -> Lies:
        """A file in its place, whole or not at all."""
        import asyncssh

        sftp = await self._call()
        folder = path.rpartition("/")[0]
        await self._folder(folder)
        name = place.HALF + fingerprint.of_bytes(path.encode())
        half, target = self._at(f"{folder}/{name}".lstrip("/").encode()), self._at(path.encode())
        try:
            lies = await self._written(sftp, half, content, stamp)
            try:
                await self._answer(sftp.posix_rename(half, target))
            except asyncssh.SFTPOpUnsupported:  # the old one makes place a moment before
                with suppress(asyncssh.SFTPNoSuchFile):
                    await self._answer(sftp.remove(target))
                await self._answer(sftp.rename(half, target))
        except asyncssh.SFTPError as error:
            why = await self._why(error, path)  # whether the disk is full shows only before
            await self._away(sftp, half)
            raise why from None
        return lies

    async def _written(
        self, sftp: "asyncssh.SFTPClient", half: bytes, content: Path | bytes, stamp: int
    ) -> Lies:
        """A new file there, dated. What needs no answer before is asked for at once: a file waits three times."""
        from asyncssh import SFTPAttrs, SFTPFailure

        dated = SFTPAttrs(permissions=0o644, atime=stamp, mtime=stamp)
        file = await self._answer(sftp.open(half, "wb", block_size=0))
        with content.open("rb") if isinstance(content, Path) else BytesIO(content) as source:
            size, blocks = 0, []
            while block := source.read(_BLOCK):
                blocks.append(self._answer(file.write(block, size)))
                size += len(block)
                if len(blocks) == _BLOCKS:
                    await asyncio.gather(*blocks)
                    blocks = []
        dating = asyncio.gather(*blocks, file.setstat(dated), return_exceptions=True)
        looking = asyncio.gather(file.stat(), file.close(), return_exceptions=True)
        *written, _ = await dating  # a host that takes no times tells its own
        lies, closed = await looking
        for each in (*written, lies, closed):
            if isinstance(each, BaseException):
                raise each
        if not isinstance(lies, SFTPAttrs) or lies.size != size:
            raise SFTPFailure("not all was written")
        return Lies(size, str(lies.mtime or 0))

    async def _note(self, path: str, content: bytes, stamp: int) -> None:
        await self._put(path, content, stamp)

    async def _delete(self, paths: Sequence[str]) -> None:
        """Files away, and the folders they leave empty."""
        import asyncssh

        sftp = await self._call()

        async def delete(path: str) -> None:
            async with self._lanes:
                try:
                    await self._answer(sftp.remove(self._at(path.encode())))
                except asyncssh.SFTPNoSuchFile:
                    pass
                except asyncssh.SFTPError as error:
                    raise await self._why(error, path) from None

        await asyncio.gather(*map(delete, paths))
        above = {path[:at] for path in paths for at, letter in enumerate(path) if letter == "/"}
        for folder in sorted(above, key=lambda each: (-each.count("/"), each)):
            with suppress(
                asyncssh.SFTPFailure, asyncssh.SFTPNoSuchFile, asyncssh.SFTPPermissionDenied
            ):
                await self._answer(sftp.rmdir(self._at(folder.encode())))
                self._folders.pop(folder, None)

    async def _folder(self, folder: str) -> None:
        """A folder, made where there is none: once, however many files wait for it."""
        made = self._folders.get(folder)
        if made is None:
            made = self._folders[folder] = asyncio.ensure_future(self._made(folder))
        try:
            await asyncio.shield(made)
        except BaseException:
            if made.done():
                self._folders.pop(folder, None)
            raise

    async def _made(self, folder: str) -> None:
        import asyncssh

        if folder:
            await self._folder(folder.rpartition("/")[0])
        sftp, at = await self._call(), self._at(folder.encode())
        mode = asyncssh.SFTPAttrs(permissions=0o755)
        try:
            await self._answer(sftp.mkdir(at, mode))
        except asyncssh.SFTPNoSuchFile:
            raise self._where.barred("absent") from None
        except asyncssh.SFTPError as error:
            try:
                there = await self._answer(sftp.lstat(at) if folder else sftp.stat(at))
            except asyncssh.SFTPError:
                raise await self._why(error, folder) from None
            if not stat.S_ISDIR(there.permissions or 0):
                raise self._where.barred("no folder", folder) from None
            return
        with suppress(asyncssh.SFTPError):  # the mask of the host may have taken something off
            await self._answer(sftp.setstat(at, mode))

    def _there_already(self) -> "asyncio.Future[None]":
        done: asyncio.Future[None] = self._loop.create_future()
        done.set_result(None)
        return done

    async def _away(self, sftp: "asyncssh.SFTPClient", path: bytes) -> None:
        import asyncssh

        with suppress(asyncssh.Error, OSError):
            await self._answer(sftp.remove(path))

    def _at(self, path: bytes) -> bytes:
        """A path of the site, as the machine knows it."""
        root = (self._where.path or ".").rstrip("/").encode()
        return root + b"/" + path if path else root or b"/"

    async def _call(self) -> "asyncssh.SFTPClient":
        """What takes requests: a connection that stands, or a new one."""
        import asyncssh

        async with self._turn:
            if self._client and self._connection and not self._connection.is_closed():
                return self._client
            await self._hang_up()
            where = self._where
            host, port, user = where.machine, where.port or (), where.user or ()
            settings: dict[str, Any] = {"port": port, "username": user, "ignore_encrypted": True}
            options = asyncssh.SSHClientConnectionOptions(host=host, **settings)
            known = _known(options.known_hosts)
            self._trusted = bool(_trusted(known, options.host, options.port))
            self._connection = await asyncssh.connect(
                host,
                **settings,
                password=os.environ.get(PASSWORD),
                known_hosts=known,
                connect_timeout=remote.CONNECT,
                login_timeout=remote.CONNECT,
                keepalive_interval=remote.SILENCE / 4,
            )
            self._client = await asyncio.wait_for(
                self._connection.start_sftp_client(), remote.CONNECT
            )
            self._called = True
            return self._client

    async def _hang_up(self) -> None:
        connection, self._connection, self._client = self._connection, None, None
        if connection:
            connection.abort() if connection.is_closed() else connection.close()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(connection.wait_closed(), 3)

    async def _why(self, error: Exception, path: str = "") -> Exception:
        """What to raise for what failed."""
        import asyncssh

        general = isinstance(error, asyncssh.SFTPFailure)
        return self._raised(error, path, general and await self._full())

    def _raised(self, error: Exception, path: str, full: bool) -> Exception:
        """The same, where it is known whether the disk there is full."""
        import asyncssh

        where = self._where
        match error:
            case DigestError() | PassingError():
                return error
            case asyncssh.HostKeyNotVerifiable():
                return where.barred("changed" if self._trusted else "unknown")
            case asyncssh.KeyExchangeFailed() if (
                self._trusted and "host key" in error.reason.lower()
            ):
                return where.barred("changed")
            case asyncssh.PermissionDenied():
                return where.barred("refused")
            case asyncssh.SFTPPermissionDenied():
                return where.barred("forbidden", path)
            case asyncssh.SFTPNoSpaceOnFilesystem() | asyncssh.SFTPQuotaExceeded():
                return where.barred("full", path)
            case asyncssh.SFTPWriteProtect():
                return where.barred("read-only", path)
            case asyncssh.SFTPConnectionLost() | asyncssh.SFTPNoConnection():
                pass
            case asyncssh.SFTPError():
                if full:
                    return where.barred("full", path)
                what = f"{path}: " if path else ""
                return where.failed(f"{what}refused there: {error.reason}", _LOOK)
            case asyncssh.ChannelOpenError():
                return where.failed(f"{where.machine} takes no SFTP", _SUBSYSTEM)
            case asyncssh.KeyImportError() | asyncssh.ConfigParseError() | ValueError():
                return where.failed("the keys or settings in ~/.ssh can't be read", _KEYS)
            case socket.gaierror():
                return where.barred("nobody")
            case ConnectionRefusedError():
                return where.barred("closed")
            case TimeoutError():
                return where.barred("silent")
            case FileNotFoundError() | PermissionError():
                return where.failed(f"can't be read here: {error.filename}", "build again")
        if isinstance(error, OSError | asyncssh.Error):
            lost = where.barred("lost")
            return PassingError(lost) if self._called else lost
        return error

    async def _full(self) -> bool:
        """Whether the disk there is: version 3 of the protocol has no word for it."""
        import asyncssh

        with suppress(asyncssh.Error, OSError):
            sftp = await self._call()
            room = await self._answer(sftp.statvfs(self._at(b"")))
            return room.bavail * room.frsize < 2 * _BLOCK or room.favail == 0
        return False


_LOOK = "look at that place there, and publish again: what is done is not done twice"
_SUBSYSTEM = "have it allowed there: `Subsystem sftp internal-sftp` in sshd_config"
_KEYS = "look whether `ssh` itself can use them"


def _known(told: Any) -> list[str]:
    """The files with host keys: those of the settings of SSH, else where they are by custom."""
    customary = ("~/.ssh/known_hosts", "~/.ssh/known_hosts2", "/etc/ssh/ssh_known_hosts")
    named = [str(each) for each in told] if isinstance(told, list | tuple) else []
    files = [Path(each).expanduser() for each in named or customary]
    return [str(each) for each in files if each.is_file() and os.access(each, os.R_OK)]


def _trusted(known: list[str], machine: str, port: int) -> Sequence[Any]:
    """The keys that are known of a machine."""
    import asyncssh

    if not known:
        return ()
    return asyncssh.match_known_hosts(known, machine, "", port if port != 22 else None)[0]
