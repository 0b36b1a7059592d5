"""`s3:`, `gs:` and `az:` targets: a bucket, with what lies in it → the same with the site in it, object by object.

S3 is spoken by many: an endpoint in the settings makes it R2, MinIO, B2 or another. What a store tells of an object is
its ETag, which for objects put in one piece is the MD5 of their bytes; where it is something else (keys of one's own,
Azure), what the store answered when the object was put is remembered.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlsplit

from digest import delivery, freight
from digest.delivery import PassingError
from digest.freight import Outbox
from digest.model import Lies, Parcel, Sent, Shipment, Target, There
from digest.problems import DigestError, Problem

Out = TypeVar("Out")

LARGE = 100 * 1024 * 1024
"""Bytes from which on a file is sent in pieces; its ETag is then no MD5."""
LANES = 32
"""Files under way at a time."""
_PIECE = 16 * 1024 * 1024
_LITTLE = 1024 * 1024
"""Files up to this size must be there within a minute; others have an hour."""
_BUCKET = re.compile(r"[A-Za-z0-9][\w.-]+")
_OF_AZURE = ("$web", "$root")
"""Containers that Azure itself names."""


@contextmanager
def host(target: Target, root: Path) -> Iterator["_Store"]:
    """A visit to a bucket: `s3://bucket/folder`, with `endpoint` and `region` of the settings. Nothing is asked yet.

    Credentials are those of the environment, else of the store's own tools. Raises DigestError without them.
    """
    parts = urlsplit(target.url)
    named = target.name or re.split("[?#]", target.shown)[0]
    # A secret may hold a slash, and what follows it then looks like a folder.
    if "@" in parts.netloc or (":" in parts.netloc and "@" in target.url):
        hint = (
            "credentials come from the environment or the tools of the store: `digest help publish`"
        )
        raise DigestError(Problem(named, 0, "the address holds a key", hint))
    if parts.query or parts.fragment:
        hint = "take out the ? or # and what follows it; in the name of a folder write %3F or %23"
        raise DigestError(Problem(named, 0, "the address has a query or a fragment", hint))
    bucket = unquote(parts.netloc)
    able = _BUCKET.fullmatch(bucket) or (parts.scheme == "az" and bucket in _OF_AZURE)
    folders = [unquote(each) for each in parts.path.split("/") if each]
    if not able or {".", ".."} & {*folders}:
        hint = f"write {parts.scheme}://bucket, or {parts.scheme}://bucket/folder"
        raise DigestError(Problem(named, 0, "names no bucket", hint))
    prefix = "".join(each + "/" for each in folders)
    opened = _opening(target, parts.scheme, bucket, named)
    yield _Store(parts.scheme, named, bucket, prefix, opened)


class _Store:
    """A bucket, or a folder of it. Every object is put whole or not at all, by the store itself."""

    answers = True

    def __init__(
        self, scheme: str, named: str, bucket: str, prefix: str, opened: Callable[..., Any]
    ) -> None:
        self._scheme = scheme
        self._named = named
        self._bucket = bucket
        self._prefix = prefix
        self._opened = opened
        self._store = cache(opened)
        self._met = False
        """Whether it ever answered: what keeps the first request from arriving is not tried again."""
        self._redirects = True
        self._conditions = True
        self._many = True
        self._seen: dict[str, str] = {}
        """ETags of digest's own objects, when they were listed or put."""
        self._notice = b""
        """What was put to say that one publishes."""

    def there(self) -> There:
        """What lies there. Empty objects with others below are left out: consoles make them to show folders."""
        found = delivery.tried(partial(self._asked, self._listed))
        notes = {}
        for path in (freight.MANIFEST, freight.UNDERWAY):
            lies = found.pop(path, None)
            self._seen[path] = lies.mark if lies else ""
            notes[path] = self.read(path) if lies else b""
        empty = [path for path, lies in found.items() if not lies.size]
        if empty:
            known = [each for each in map(freight.manifest, notes.values()) if each]
            folders = {"", *(path[: at.start()] for path in found for at in re.finditer("/", path))}
            for path in empty:
                ours = any(path in each.files or path in each.former for each in known)
                if path in folders and not ours:
                    del found[path]
        return There(found, notes[freight.MANIFEST], notes[freight.UNDERWAY], flat=True)

    def mark(self, parcel: Parcel, file: Path, stamp: int) -> str:
        """The ETag that S3 gives a file."""
        md5 = partial(hashlib.md5, usedforsecurity=False)
        with open(file, "rb", buffering=0) as content:  # noqa: PTH123 - a Path takes its time, many thousand times
            size = os.fstat(content.fileno()).st_size
            if size <= _LITTLE:
                return md5(content.read(size)).hexdigest()
            if size <= LARGE:
                return hashlib.file_digest(content, md5).hexdigest()
            pieces = [md5(piece).digest() for piece in iter(partial(content.read, _PIECE), b"")]
        whole = md5(b"".join(pieces)).hexdigest()
        return f"{whole}-{len(pieces)}"

    def read(self, path: str) -> bytes:
        """The bytes of an object there."""
        import obstore

        def get() -> bytes:
            return bytes(obstore.get(self._store(False), self._prefix + path).bytes())

        return delivery.tried(partial(self._asked, get))

    def steps(self, shipment: Shipment, outbox: Outbox) -> Iterator[Sent]:
        """Object by object, in the order of the shipment."""
        yield from delivery.steps(shipment, outbox, self._put, self._note, self._delete, LANES)

    def _listed(self) -> dict[str, Lies]:
        """All objects below the prefix."""
        import obstore
        from obstore.exceptions import InvalidPathError

        under = self._prefix.rstrip("/") or None
        listed = obstore.list(self._store(False), under, chunk_size=1000)
        start = len(self._prefix)
        try:
            return {
                each["path"][start:]: Lies(each["size"], _bare(each["e_tag"]))
                for some in listed
                for each in some
            }
        except InvalidPathError:  # someone's object whose name is no path
            hint = "rename what has an empty part, `.` or `..` between slashes, or publish to a folder of the bucket"
            problem = Problem(self._named, 0, "holds objects whose names are no paths", hint)
            raise DigestError(problem) from None

    def _put(self, parcel: Parcel, file: Path) -> Lies:
        import obstore

        size = file.stat().st_size
        large = size > LARGE
        says = {"Content-Type": parcel.type, "Cache-Control": parcel.cache}
        hours = size > _LITTLE
        key = self._prefix + parcel.path
        put = partial(
            obstore.put,
            attributes=says,
            use_multipart=large,
            chunk_size=_PIECE,
            max_concurrency=4,
        )
        if parcel.to and self._redirects:
            # S3 wants every x-amz header signed, and this library signs those that a client always sends.
            leading = {"x-amz-website-redirect-location": _ascii(parcel.to)}
            try:
                done = self._asked(lambda: put(self._opened(hours, leading), key, file))
                return Lies(size, _bare(done["e_tag"]))
            except _UnableError:
                self._redirects = False
        done = self._asked(lambda: put(self._store(hours), key, file))
        return Lies(size, _bare(done["e_tag"]))

    def _note(self, path: str, content: bytes) -> None:
        """One of digest's own objects, if it still is as it was seen: else someone else publishes there just now."""
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        if path == freight.UNDERWAY:
            self._notice = content
        seen = self._seen.get(path, "")
        mode: Any = {"e_tag": f'"{seen}"'} if seen else "create"
        if seen and self._scheme == "gs":  # counts versions, and lists none
            mode = "overwrite"
        says = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        put = partial(
            obstore.put,
            file=content,
            attributes=says,
            use_multipart=False,
            path=self._prefix + path,
        )

        def noted() -> str:
            if self._conditions:
                with suppress(_UnableError):
                    return _bare(self._asked(lambda: put(self._store(False), mode=mode))["e_tag"])
                self._conditions = False
            return _bare(self._asked(lambda: put(self._store(False)))["e_tag"])

        try:
            self._seen[path] = noted()
        except (AlreadyExistsError, PreconditionError):
            if self.read(path) == content:  # it arrived, only the answer to that did not
                return
            raise self._occupied() from None

    def _occupied(self) -> DigestError:
        """What to raise where another one publishes."""
        hint = "wait until that is done, and publish again: what is there already is not sent again"
        return DigestError(Problem(self._named, 0, "someone else is publishing there", hint))

    def _own(self) -> bool:
        """Whether the notice there is one's own; where it is gone, another one has published. Raises DigestError.

        An ETag that differs need not tell: the answer to a put may have been lost.
        """
        import obstore

        path = freight.UNDERWAY
        try:
            head = self._asked(lambda: obstore.head(self._store(False), self._prefix + path))
            seen = self._seen.get(path)
            if (seen and _bare(head["e_tag"]) == seen) or self.read(path) == self._notice:
                return True
        except FileNotFoundError:
            return False
        raise self._occupied()

    def _delete(self, paths: Sequence[str]) -> None:
        """Take objects away, as long as nobody else publishes."""
        import obstore

        if not self._own():
            if [*paths] == [freight.UNDERWAY]:  # it went, only the answer to that did not arrive
                return
            raise self._occupied()
        keys = [self._prefix + path for path in paths]
        if self._many:
            try:
                self._asked(lambda: obstore.delete(self._store(False), keys))
                return
            except FileNotFoundError:  # some stores mind what is gone already
                pass
            except _UnableError:  # some take no list
                self._many = False
        singly = self._opened(many=self._many)
        for key in keys:
            with suppress(FileNotFoundError):
                self._asked(partial(obstore.delete, singly, key))

    def _asked(self, do: Callable[[], Out]) -> Out:
        """What the store answers. Raises PassingError where asking again may help, else DigestError.

        What was asked for under a condition, or what the store can't do, is for the caller to mind.
        """
        from obstore import exceptions

        try:
            answer = do()
        except (exceptions.AlreadyExistsError, exceptions.PreconditionError):
            self._met = True
            raise
        except (
            exceptions.BaseError,
            FileNotFoundError,
            PermissionError,
            OSError,
            ValueError,
        ) as error:
            said = str(error)
            if "<Code>NotImplemented</Code>" in said or "code: 501" in said:
                raise _UnableError from None
            answered = "status code: " in said
            self._met = self._met or answered
            if isinstance(error, FileNotFoundError) and not _code(said).startswith("NoSuchB"):
                raise
            problem = DigestError(_problem(said, self._named, self._bucket))
            if _passing(said, self._met):
                raise PassingError(problem) from None
            raise problem from None
        self._met = True
        return answer


class _UnableError(Exception):
    """The store has no such thing."""


def _opening(target: Target, scheme: str, bucket: str, named: str) -> Callable[..., Any]:
    """What opens the store: for hours rather than a minute a request, and with headers that each request has."""
    try:
        from obstore import exceptions, store
    except ImportError:
        hint = "pip install 'digest[publish]'"
        raise DigestError(Problem(named, 0, f"`{scheme}:` needs a package more", hint)) from None
    endpoint = target.endpoint
    if scheme == "s3" and not endpoint:
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
    if endpoint:
        endpoint = _address(endpoint, named)
    kinds = {"s3": store.S3Store, "gs": store.GCSStore, "az": store.AzureStore}
    options: dict[str, Any] = {
        "allow_http": endpoint.startswith("http://"),
        "connect_timeout": "10s",
    }
    settings: dict[str, Any] = {}
    if scheme == "s3":
        settings = _signing(named)
        if target.region:
            settings["region"] = target.region
    if endpoint:
        settings["base_url" if scheme == "gs" else "endpoint"] = endpoint

    def opened(
        hours: bool = False, headers: dict[str, str] | None = None, many: bool = True
    ) -> Any:
        one = {} if many or scheme != "s3" else {"disable_bulk_delete": True}
        says = options | {"timeout": "1h" if hours else "60s", "default_headers": headers or {}}
        try:
            return kinds[scheme](
                bucket,
                client_options=says,
                retry_config={
                    "max_retries": 0
                },  # trying again is our own: with the files of a phase
                **settings,
                **one,
            )
        except (exceptions.BaseError, ValueError, OSError) as error:
            raise DigestError(_unopened(str(error), scheme, named)) from None

    return opened


def _address(endpoint: str, named: str) -> str:
    """An endpoint as it may be called. Raises DigestError."""
    try:
        parts = urlsplit(endpoint)
        able = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        able = False
    if not able or re.search(r"[\s@?#]", endpoint):
        hint = 'write it whole, without a key or a bucket: endpoint = "https://s3.example.org"'
        raise DigestError(Problem(named, 0, "`endpoint` is no address of a store", hint))
    return endpoint.rstrip("/")


def _signing(named: str) -> dict[str, Any]:
    """What signs requests to S3: keys of the environment, else whatever the AWS tools find. Raises DigestError."""
    if os.environ.get("AWS_ACCESS_KEY_ID") and os.environ.get("AWS_SECRET_ACCESS_KEY"):
        return {}
    hint = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE: `digest help publish`"
    try:
        import botocore.exceptions
        import botocore.session
    except ImportError:
        raise DigestError(Problem(named, 0, "there are no credentials", hint)) from None
    from datetime import UTC, datetime, timedelta

    try:
        session = botocore.session.get_session()
        credentials = session.get_credentials()
        region = session.get_config_variable("region")
        if credentials is not None:
            credentials.get_frozen_credentials()
    except botocore.exceptions.ProfileNotFound:
        hint = (
            "AWS_PROFILE names one that ~/.aws/config does not have: `aws configure list-profiles`"
        )
        raise DigestError(Problem(named, 0, "there is no such profile", hint)) from None
    except botocore.exceptions.BotoCoreError as error:
        said = f"credentials can't be had ({type(error).__name__})"
        hint = "look at ~/.aws, or sign in again: `aws sso login`"
        raise DigestError(Problem(named, 0, said, hint)) from None
    if credentials is None:
        raise DigestError(Problem(named, 0, "there are no credentials", hint))

    def provider() -> dict[str, Any]:
        now = credentials.get_frozen_credentials()  # which renews those that run out
        return {
            "access_key_id": now.access_key,
            "secret_access_key": now.secret_key,
            "token": now.token,
            "expires_at": datetime.now(UTC) + timedelta(minutes=5),
        }

    return {"credential_provider": provider, **({"region": region} if region else {})}


def _unopened(said: str, scheme: str, named: str) -> Problem:
    """What to say where the library can't open a store: mostly for want of a setting."""
    if scheme == "az" and "ccount" in said:
        hint = (
            "set AZURE_STORAGE_ACCOUNT_NAME, and AZURE_STORAGE_ACCOUNT_KEY or what `az login` gives"
        )
        return Problem(named, 0, "the storage account is not named", hint)
    hint = "look at AWS_* in the environment"
    if scheme == "gs":
        hint = "look at GOOGLE_APPLICATION_CREDENTIALS and GOOGLE_* in the environment"
    elif scheme == "az":
        hint = "look at AZURE_* in the environment"
    return Problem(named, 0, "the settings of the store can't be used", hint)


_KEY = "look at the key: AWS_ACCESS_KEY_ID, or AWS_PROFILE, and that it belongs to this store"
_NEW = "get new ones (`aws sso login`, or a new token), and publish again"
_RIGHTS = (
    "allow its key to list the bucket, and to read, put and delete objects: `digest help publish`"
)
_CLOCK = "set the clock (`timedatectl set-ntp true`), and publish again"
_REGION = "name the bucket's own in the settings: `region`"
_ROOM = "make room there or raise the limit, and publish again: what is done is not done twice"
_NAME = "look at the address in the settings, or make the bucket first"


def _meaning(code: str, bucket: str) -> tuple[str, str]:
    """What the code of a store's answer means, and what to do; empty for codes that say little."""
    match code:
        case "NoSuchBucket":
            return f"there is no bucket `{bucket}`", _NAME
        case "ContainerNotFound":
            return f"there is no container `{bucket}`", _NAME
        case "InvalidBucketName":
            return f"`{bucket}` can't be a bucket's name", _NAME
        case "InvalidAccessKeyId" | "Unauthorized":
            return "the store does not know the key", _KEY
        case "AuthenticationFailed":
            return "the key is not the right one", "look at AZURE_STORAGE_ACCOUNT_KEY"
        case "NoAuthenticationInformation":
            return "there are no credentials", "`az login`, or AZURE_STORAGE_ACCOUNT_KEY"
        case "SignatureDoesNotMatch":
            return (
                "the secret key is not the right one",
                "look at AWS_SECRET_ACCESS_KEY, or at the profile that AWS_PROFILE names",
            )
        case "ExpiredToken" | "TokenRefreshRequired":
            return "the credentials have run out", _NEW
        case "InvalidToken":
            return "the credentials are not valid", _NEW
        case "RequestTimeTooSkewed" | "RequestExpired":
            return "this machine's clock is wrong", _CLOCK
        case (
            "AccessDenied"
            | "AllAccessDisabled"
            | "AuthorizationFailure"
            | "AuthorizationPermissionMismatch"
        ):
            return f"the key may not do that in `{bucket}`", _RIGHTS
        case (
            "AuthorizationHeaderMalformed"
            | "IllegalLocationConstraintException"
            | "PermanentRedirect"
            | "TemporaryRedirect"
            | "InvalidRegion"
        ):
            return f"the bucket `{bucket}` is in another region", _REGION
        case (
            "QuotaExceeded"
            | "XMinioStorageFull"
            | "XMinioAdminBucketQuotaExceeded"
            | "InsufficientStorage"
        ):
            return "the store is full", _ROOM
    return "", ""


def _problem(said: str, named: str, bucket: str) -> Problem:
    """What to say of an answer, or of none. Nothing of it is repeated: it may hold addresses that are keys."""
    code = _code(said)
    host = re.search(r"Error performing \w+ \w+://([\w.:-]+)", said)
    where = host[1] if host else "the store"
    message, hint = _meaning(code, bucket)
    if message:
        region = re.search(r"<Region>([\w-]+)</Region>|expecting '([\w-]+)'", said)
        if hint == _REGION and region:
            hint = f'write region = "{region[1] or region[2]}" in the settings'
        right = re.search(r"not authorized to perform: (s3:\w+)", said)
        if hint == _RIGHTS and right:
            message += f" ({right[1]})"
        return Problem(named, 0, message, hint)
    if re.search(r"token request|169\.254\.169\.254|metadata\.google|[Cc]redential", said):
        hint = "look at the credentials of the environment: `digest help publish`"
        return Problem(named, 0, "there are no credentials, or they can't be had", hint)
    if "dns error" in said:
        hint = "look at `endpoint` or the bucket's address in the settings, and at the connection to the net"
        return Problem(named, 0, f"{where} is not known: its name leads nowhere", hint)
    if "ConnectionRefused" in said:
        hint = "look whether the store runs, and at the port in `endpoint`"
        return Problem(named, 0, f"{where} takes no connection", hint)
    if re.search(r"[Cc]ertificate|InvalidContentType|InvalidMessage|rustls", said):
        hint = "look at `endpoint`: https needs a certificate that this machine trusts, others are http"
        return Problem(named, 0, f"{where} can't be spoken to safely", hint)
    if re.search(r"3xx|LOCATION|status code: 30[1278]", said):
        return Problem(named, 0, f"the bucket `{bucket}` is in another region", _REGION)
    status = re.search(r"status code: (\d{3})", said)
    if status and status[1] in ("401", "403"):
        return Problem(named, 0, f"the key may not do that in `{bucket}`", _RIGHTS)
    if status:
        told = f"{status[1]} {code}".strip()
        hint = "publish again; if it stays, that code is what the store's manual explains"
        return Problem(named, 0, f"{where} answered {told}", hint)
    if "HTTP error" not in said and "error sending request" not in said:
        hint = "look whether `endpoint` is a store's, and not a page's, a console's or a proxy's address"
        return Problem(named, 0, f"{where} does not answer as a store", hint)
    hint = "look at the connection, and publish again: what is there already is not sent again"
    return Problem(named, 0, f"the connection to {where} broke", hint)


def _code(said: str) -> str:
    """The code in a store's answer: `NoSuchBucket`."""
    code = re.search(r"<Code>(\w+)</Code>|code: \"(\w+)\"", said)
    return (code[1] or code[2]) if code else ""


_LATER = {
    "InternalError",
    "OperationAborted",
    "ConditionalRequestConflict",
    "RequestTimeout",
    "ServerBusy",
    "ServiceUnavailable",
    "SlowDown",
    "SlowDownRead",
    "SlowDownWrite",
    "Throttling",
    "TooManyRequests",
    "IncompleteBody",
}


def _passing(said: str, met: bool) -> bool:
    """Whether asking again may help: of a store that was never met, not where nobody answers at all."""
    if _code(said) in _LATER:
        return True
    status = re.search(r"status code: (\d{3})", said)
    if status:
        return status[1] in ("408", "429") or status[1] >= "500"
    if "HTTP error" not in said and "error sending request" not in said:
        return False
    return met or not re.search(r"kind: Connect,|BadScheme|Builder", said)


def _bare(etag: str | None) -> str:
    """An ETag without its quotes."""
    return (etag or "").removeprefix("W/").strip('"')


def _ascii(address: str) -> str:
    """An address as headers may hold it."""
    return quote(address, safe="/:?#[]@!$&'()*+,;=%~")
