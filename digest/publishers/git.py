"""`git+ssh:`, `git+https:`, `git+file:` targets: a branch of a repository → the same with a commit on top, or nothing.

Git itself does the work, in a bare repository of digest's own under `.digest/git/`: no work tree, index or branch of
the user is touched. Nothing is there before the push, and all of it after: readers never see half a site.
"""

import errno
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from digest import delivery, freight
from digest.fingerprint import fingerprint
from digest.freight import Outbox
from digest.model import Lies, Parcel, Sent, Shipment, Target, There
from digest.problems import DigestError, Problem, counted

BRANCH = "gh-pages"
"""Unless the address names another: the one that GitHub looks for first."""
_THERE = "refs/digest/there"
_NEXT = "refs/digest/next"
_NOBODY = "digest <digest@localhost>"
"""Who publishes, where git does not know."""
_MISSING = "git is not installed"

_ASIDE = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG GIT_CURL_VERBOSE GIT_DEFAULT_HASH GIT_DIR "
    "GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_NAMESPACE GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY "
    "GIT_PREFIX GIT_QUARANTINE_PATH GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_TEMPLATE_DIR GIT_WORK_TREE"
).split()
"""Variables that lead git to another repository (`git rev-parse --local-env-vars`), or let it tell secrets."""
_SETTINGS = {
    "core.attributesFile": os.devnull,
    "core.autocrlf": "false",
    "core.hooksPath": os.devnull,
    "core.logAllRefUpdates": "false",
    "fetch.recurseSubmodules": "false",
    "gc.auto": "0",
    "http.lowSpeedLimit": "1000",  # bytes a second, for a minute: the line is dead
    "http.lowSpeedTime": "60",
    "maintenance.auto": "false",
    "protocol.version": "2",
    "push.followTags": "false",
    "push.gpgSign": "false",
    "push.recurseSubmodules": "no",
    "safe.bareRepository": "all",
}
"""What a user's own settings must not change here."""
_TIDY = {
    "gc.auto": "2000",
    "gc.autoDetach": "false",
    "gc.autoPackLimit": "30",
    "gc.pruneExpire": "now",
}
_HELPER = (
    '!f() { test "$1" = get || exit 0; '
    'printf "username=%s\\npassword=%s\\n" "$DIGEST_GIT_USER" "$DIGEST_GIT_PASSWORD"; }; f'
)
"""How git is told the password of an address: from its environment, which nobody else reads."""


@contextmanager
def host(target: Target, root: Path) -> Iterator["_Branch"]:
    """A visit to a branch; it need not be there yet, its repository must. `git+file:.` is the site's own repository.

    Raises DigestError where the address is none.
    """
    yield _Branch(_named(target), _address(target, root), root)


class _Address:
    """Where a branch is: an address that git knows, without secrets, and these apart.

    It is no value of the model: those are printed and kept with all that is in them.
    """

    def __init__(self, url: str, branch: str, user: str = "", password: str | None = None) -> None:
        self.url = url
        self.branch = branch
        self.user = user
        self.password = password

    @property
    def machine(self) -> str:
        """Its name, for what people are told; empty for this one."""
        return urlsplit(self.url).hostname or ""


def _address(target: Target, root: Path) -> _Address:
    """What an address says. Raises DigestError where it can't be one."""
    name = _named(target)
    try:
        parts = urlsplit(target.url.removeprefix("git+"))
        if parts.query:
            hint = "take out the ? and what follows it; in a password write it as %3F"
            raise DigestError(Problem(name, 0, "the address has a query", hint))
        parts.port  # noqa: B018 - raises where a host's colon is followed by a path
    except ValueError:
        hint = "write a slash after the host: git+ssh://git@github.com/me/repo.git"
        raise DigestError(Problem(name, 0, "is no address of a repository", hint)) from None
    branch = unquote(parts.fragment).removeprefix("refs/heads/") or BRANCH
    if not _branch(branch):
        told = branch.rpartition("@")[2]  # the rest may be of a password with a # in it
        hint = "name the branch after a #, such as #gh-pages"
        raise DigestError(Problem(name, 0, f"`{told}` can't be a branch", hint))
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            hint = "write three slashes: git+file:///srv/site.git"
            raise DigestError(Problem(name, 0, "`git+file:` names a machine", hint))
        path = (root / unquote(parts.path)).absolute()
        if unquote(parts.path) in ("", ".", "./"):
            path = _own(root, name)
        return _Address("file://" + quote(os.path.normpath(path)), branch)
    if not parts.hostname or not parts.path.strip("/"):
        hint = "name host and repository, such as git+ssh://git@github.com/me/repo.git"
        raise DigestError(Problem(name, 0, "names no repository", hint))
    place = parts.netloc.rpartition("@")[2]
    user, password = unquote(parts.username or ""), parts.password
    if parts.scheme == "ssh" and user:
        place = f"{quote(user)}@{place}"
    url = urlunsplit((parts.scheme, place, parts.path, "", ""))
    return _Address(url, branch, user, None if password is None else unquote(password))


def _named(target: Target) -> str:
    """What to call a target to people: a query may hold a secret, too."""
    return target.name or target.shown.partition("?")[0]


def _branch(name: str) -> bool:
    """Whether git takes a name for a branch (git-check-ref-format)."""
    wrong = re.search(r"[\0-\x20~^:?*\[\\\x7f]|\.\.|@\{|//|/\.|\.lock(?:/|$)", f"/{name}")
    return not wrong and name != "@" and not name.startswith(("-", "/")) and name[-1] not in "/."


def _own(root: Path, name: str) -> Path:
    """The repository a site lies in. Raises DigestError where it lies in none."""
    asked = ["git", "rev-parse", "--path-format=absolute", "--git-common-dir"]
    try:
        found = subprocess.run(  # noqa: S603
            asked, cwd=root, env=_environment({}), capture_output=True
        )
    except FileNotFoundError:
        raise DigestError(Problem(name, 0, _MISSING, _INSTALL)) from None
    if found.returncode:
        if b"dubious" in found.stderr:
            raise DigestError(_problem(found.stderr.decode("utf-8", "replace"), name, None))
        hint = "make one with `git init`, or name another place"
        raise DigestError(Problem(name, 0, "the site lies in no git repository", hint))
    return Path(os.fsdecode(found.stdout.removesuffix(b"\n")))


class _Branch:
    """A branch of a repository, seen through a bare one of digest's own."""

    answers = False

    def __init__(self, name: str, address: _Address, root: Path) -> None:
        self._name = name
        self._address = address
        self._root = root
        self._folder = root / ".digest" / "git" / fingerprint((address.url, address.branch))
        self._commit: str | None = None
        self._blobs: dict[str, str] = {}
        self._algorithm = ""

    @cached_property
    def _ssh(self) -> str:
        """How git calls ssh where the environment does not say: as settings of user or site have it, asking nothing."""
        ask = ("git", "config", "--get", "core.sshCommand")
        try:
            found = subprocess.run(ask, cwd=self._root, env=_environment({}), capture_output=True)  # noqa: S603
        except FileNotFoundError:
            raise DigestError(Problem(self._name, 0, _MISSING, _INSTALL)) from None
        call = found.stdout.decode("utf-8", "surrogateescape").strip() or "ssh"
        # Other programs may not know these options.
        return (
            call + _QUIETLY
            if re.match(r"""["']?(?:[^\s"']*/)?ssh(?:\.exe)?["']?(?:\s|$)""", call)
            else call
        )

    def there(self) -> There:
        """What the branch holds. Links and modules are someone else's."""
        self._look()
        files = {}
        self._blobs = {}
        try:
            entries = list(self._entries())
        except DigestError:  # what lies here is damaged: it can be fetched again
            self._afresh()
            entries = list(self._entries())
        for mode, blob, size, path in entries:
            plain = mode.startswith("100")
            files[path] = Lies(int(size), blob) if plain else Lies(-1, "")
            if plain:
                self._blobs[path] = blob
        return freight.there(files, self.read)

    def mark(self, parcel: Parcel, file: Path, stamp: int) -> str:
        """The name that git gives a file's bytes, as this repository counts."""
        if not self._algorithm:
            self._look()
        return self._blob(file)

    def read(self, path: str) -> bytes:
        """The bytes of a file there."""
        if self._commit is None:
            self.there()
        if path not in self._blobs:
            hint = "publish again"
            raise DigestError(Problem(self._name, 0, f"{path} is not there", hint))
        return self._git("cat-file", "blob", self._blobs[path])

    def steps(self, shipment: Shipment, outbox: Outbox) -> Iterator[Sent]:
        """A commit on top of what was seen last, pushed. All of it arrives at once; until then, how much is written."""
        if shipment.idle:
            return
        if self._commit is None:
            self._look()
        try:
            commit = self._committed(shipment, outbox)
        except OSError as error:
            raise _unusable(error) from None
        waiting = iter(shipment.sends)
        told, all_of_it = 0, len(shipment.sends)
        for share in self._pushed(commit):
            while told < int(share * all_of_it):
                each = next(waiting)
                yield Sent(each.path, each.size)
                told += 1
        self._commit = None  # whoever reads now asks the repository again
        yield from (Sent(each.path, each.size) for each in waiting)
        yield from (Sent(path, gone=True) for path in shipment.gone)
        with suppress(DigestError):
            self._git("update-ref", _THERE, commit)
            self._git("update-ref", "-d", _NEXT)
            self._run(("gc", "--auto", "--quiet"), _TIDY)

    def _look(self) -> None:
        """Which commit the branch is at, and that one here, alone."""
        self._open(self._algorithm or "sha1")
        branches = self._asked("ls-remote", "--heads", "--", self._address.url)
        at = {line.split("\t")[1]: line.split("\t")[0] for line in branches.splitlines()}
        first = next(iter(at.values()), "")
        algorithm = ("sha256" if len(first) == 64 else "sha1") if first else self._empty()
        self._open(algorithm)
        self._algorithm = algorithm
        self._commit = at.get(f"refs/heads/{self._address.branch}", "")
        if self._commit and self._commit != self._known():
            self._fetch()

    def _known(self) -> str:
        try:
            return self._git("rev-parse", "--verify", "--quiet", _THERE).decode().strip()
        except DigestError:
            return ""

    def _fetch(self) -> None:
        branch = f"+refs/heads/{self._address.branch}:{_THERE}"
        fetch = ("fetch", "--depth", "1", "--quiet", "--no-tags", "--no-write-fetch-head")
        self._asked(*fetch, "--", self._address.url, branch)
        self._commit = self._known()

    def _afresh(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._look()

    def _empty(self) -> str:
        """How a repository without branches counts. Git tells only in what it says to the other side."""
        ask = ("ls-remote", "--", self._address.url)
        code, _, told = self._run(ask, {"GIT_TRACE_PACKET": "1"})
        return "sha256" if not code and b"< object-format=sha256" in told else "sha1"

    def _open(self, algorithm: str) -> None:
        """The repository here, made if need be, rid of what a process left that was ended."""
        try:
            if self._folder.is_dir():
                for left in ("**/*.lock", "objects/pack/tmp_*", "fast_import_crash_*"):
                    for file in self._folder.glob(left):
                        file.unlink(missing_ok=True)
                code, out, _ = self._run(("rev-parse", "--show-object-format"))
                if not code and out.decode().strip() == algorithm:
                    return
                shutil.rmtree(self._folder)
            self._folder.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(error) from None
        self._git("init", "--bare", "--quiet", "--template=", f"--object-format={algorithm}")

    def _entries(self) -> Iterator[tuple[str, str, str, str]]:
        """Of each file of the branch: mode, name of its bytes, size, path."""
        if not self._commit:
            return
        listed = self._git("ls-tree", "-r", "-l", "-z", "--full-tree", self._commit)
        for line in listed.split(b"\0")[:-1]:
            about, _, path = line.partition(b"\t")
            mode, _, blob, size = about.decode().split()
            yield mode, blob, size, path.decode("utf-8", "replace")

    def _blob(self, file: Path) -> str:
        made = hashlib.new(
            self._algorithm, b"blob %d\0" % file.stat().st_size, usedforsecurity=False
        )
        with file.open("rb") as content:
            while some := content.read(1 << 20):
                made.update(some)
        return made.hexdigest()

    def _committed(self, shipment: Shipment, outbox: Outbox) -> str:
        """A commit that brings the branch to a shipment, here alone."""
        sends = shipment.sends
        lies = shipment.manifest.files
        manifest = freight.packed(shipment.manifest)
        told = [counted(len(sends), "file") + " changed"] * bool(sends)
        told += [f"{len(shipment.gone):,} deleted"] * bool(shipment.gone)
        message = ("Publish: " + ", ".join(told)).encode()

        def stream() -> Iterator[bytes]:
            yield b"commit %s\n" % _NEXT.encode()
            for role in ("author", "committer"):
                yield f"{role} {self._who(role)} {shipment.manifest.stamp} +0000\n".encode()
            yield b"data %d\n%s\n" % (len(message), message)
            if self._commit:
                yield b"from %s\n" % self._commit.encode()
            for path in shipment.gone:
                yield b"D %s\n" % _quoted(path)
            if freight.UNDERWAY in self._blobs:
                yield b"D %s\n" % _quoted(freight.UNDERWAY)
            for each in sends:
                yield b"M 100644 inline %s\ndata %d\n" % (_quoted(each.path), lies[each.path].size)
                yield (outbox / each.path).read_bytes()
                yield b"\n"
            yield b"M 100644 inline %s\ndata %d\n%s\n" % (
                _quoted(freight.MANIFEST),
                len(manifest),
                manifest,
            )
            yield b"done\n"

        take = ("fast-import", "--quiet", "--done", "--force", "--date-format=raw")
        code, said, errors = self._run(take, given=stream())
        if code:
            raise self._failed(said, errors)
        return self._git("rev-parse", "--verify", _NEXT).decode().strip()

    def _who(self, role: str) -> str:
        """Author or committer as git's settings and environment have it, else a name that stands for nobody."""
        ask = ("git", "var", f"GIT_{role.upper()}_IDENT")
        environment = _environment({"user.useConfigOnly": "true"}, self._address)
        for place in (self._root, self._folder):  # the first may be someone else's to git
            asked = subprocess.run(ask, cwd=place, env=environment, capture_output=True)  # noqa: S603
            found = asked.stdout.decode("utf-8", "replace").rpartition(">")[0] + ">"
            if not asked.returncode and re.fullmatch(r"[^<>\n]+ <[^<>\n]*>", found):
                return found
        return _NOBODY

    def _pushed(self, commit: str) -> Iterator[float]:
        """Push a commit, and tell how much of it is written, from 0 to 1. Nothing is ever forced."""
        branch = f"{commit}:refs/heads/{self._address.branch}"
        push = ("push", "--porcelain", "--progress", "--no-verify", "--", self._address.url, branch)
        with self._process(push) as process:
            assert process.stdout and process.stderr  # noqa: S101 - both are pipes
            told = b""
            while some := os.read(process.stderr.fileno(), 1 << 16):
                told += some
                if found := _WRITTEN.findall(told[-1000:]):
                    yield int(found[-1]) / 100
            out = process.stdout.read()
            code = process.wait()
        if code and _passing(out + told):
            self._asked(*push)
        elif code:
            raise self._failed(out, told)

    def _asked(self, *words: str) -> str:
        """What git says after it has asked the other side, which may need another try."""

        def once() -> bytes:
            code, out, told = self._run(words)
            if not code:
                return out
            failed = self._failed(out, told)
            raise delivery.PassingError(failed) if _passing(out + told) else failed

        return delivery.tried(once).decode("utf-8", "replace")

    def _git(self, *words: str) -> bytes:
        """What git says of its repository here."""
        code, out, told = self._run(words)
        if code:
            raise self._failed(out, told)
        return out

    def _run(
        self,
        words: Sequence[str],
        settings: Mapping[str, str] = {},
        given: Iterable[bytes] = (),
    ) -> tuple[int, bytes, bytes]:
        """How git ends, what it says, and what of errors. `settings` are git's, or variables where in capitals."""
        with self._process(words, settings) as process:
            assert process.stdin  # noqa: S101 - it is a pipe
            with suppress(BrokenPipeError):  # it says why
                for each in given:
                    process.stdin.write(each)
            out, told = process.communicate()
            return process.returncode, out, told

    @contextmanager
    def _process(
        self, words: Sequence[str], settings: Mapping[str, str] = {}
    ) -> Iterator[subprocess.Popen[bytes]]:
        pipe = subprocess.PIPE
        program = ("git", "--git-dir", str(self._folder), *words)
        environment = _environment(settings, self._address, self._ssh)
        try:
            process = subprocess.Popen(  # noqa: S603 - no shell, and addresses follow a --
                program, cwd=self._root, env=environment, stdin=pipe, stdout=pipe, stderr=pipe
            )
        except FileNotFoundError:
            raise DigestError(Problem(self._name, 0, _MISSING, _INSTALL)) from None
        with process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.terminate()

    def _failed(self, out: bytes, told: bytes) -> DigestError:
        """What to raise where git gave up: in words for who publishes."""
        text = (out + b"\n" + told).decode("utf-8", "replace")
        if _DAMAGED.search(text):
            shutil.rmtree(self._folder, ignore_errors=True)
        return DigestError(_problem(text, self._name, self._address))


def _quoted(path: str) -> bytes:
    """A path as git-fast-import reads it back, whatever is in it."""
    for letter, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        path = path.replace(letter, written)
    return b'"' + path.encode() + b'"'


def _environment(
    settings: Mapping[str, str], address: _Address | None = None, ssh: str = ""
) -> dict[str, str]:
    """What git runs in: the user's environment, but for what leads it elsewhere, and settings that go before others.

    They stand in variables, not on the command line, which everybody on a machine can read.
    """
    found = {
        name: value
        for name, value in os.environ.items()
        if name not in (*_ASIDE, "SSH_ASKPASS") and not name.startswith("GIT_TRACE")
    }
    found |= {
        "GIT_TERMINAL_PROMPT": "0",
        # empty unless a CI tells its token so: then neither core.askPass nor another program opens a dialog
        "GIT_ASKPASS": os.environ.get("GIT_ASKPASS", ""),
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_ALLOW_PROTOCOL": "file:http:https:ssh",
        "LC_ALL": "C",
    }
    found |= {name: value for name, value in settings.items() if name.isupper()}
    pairs = [*_SETTINGS.items(), *((name, each) for name, each in settings.items() if "." in name)]
    if address and address.user and not address.url.startswith("ssh:"):
        # For this host alone: it may lead elsewhere, and a proxy may ask as well.
        parts = urlsplit(address.url)
        here = f"credential.{parts.scheme}://{parts.netloc}"
        pairs.append((f"{here}.username", address.user))
        if address.password is not None:
            pairs += [(f"{here}.helper", ""), (f"{here}.helper", _HELPER)]
            found |= {"DIGEST_GIT_USER": address.user, "DIGEST_GIT_PASSWORD": address.password}
    count = found.get("GIT_CONFIG_COUNT", "")
    begin = int(count) if count.isdecimal() else 0
    for number, (name, value) in enumerate(pairs, begin):
        found |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    found["GIT_CONFIG_COUNT"] = str(begin + len(pairs))
    if ssh and "GIT_SSH_COMMAND" not in found and "GIT_SSH" not in found:
        found["GIT_SSH_COMMAND"] = ssh
    return found


def _bare(url: str) -> str:
    """A text with addresses in it, without who may go there. A secret may hold a slash: all up to the last @ goes."""
    return re.sub(r"(\w://)[^\s'\"]*@", r"\1", url)


def _passing(told: bytes) -> bool:
    return bool(_PASSING.search(told.decode("utf-8", "replace")))


def _problem(text: str, name: str, address: _Address | None) -> Problem:
    """What git says of a failure → what a person should do. No secret of the address is in it."""
    for secret in (
        {address.password, quote(address.password, safe="")} if address and address.password else ()
    ):
        text = text.replace(secret, "…")
    text = text.replace("\r", "\n")
    text = re.sub(r"[\0-\x08\x0b-\x1f\x7f-\x9f]", " ", _bare(text))
    machine = (address and address.machine) or "this machine"
    branch = address.branch if address else ""
    said = [line.strip() for line in re.findall(r"^remote:(.*)$", text, re.MULTILINE)]
    why = re.search(r"^!\t.*\[(?:remote )?rejected\] \((.*)\)$", text, re.MULTILINE)
    for sign, message, hint in _known(machine, branch):
        if why and "hook declined" in why[1]:
            break  # whatever a hook says, it means that
        if re.search(sign, text, re.IGNORECASE | re.MULTILINE):
            return Problem(name, 0, message, hint)
    if why:
        says = "; it says: " + " ".join(filter(None, said))[:300] if any(said) else ""
        message = f"refuses the commit ({why[1]}){says}"
        hint = f"let who publishes push to the branch `{branch}`, or name another"
        return Problem(name, 0, message, hint)
    lines = [line for line in text.splitlines() if line.startswith(("fatal:", "error:"))]
    last = lines[0].partition(":")[2].strip() if lines else "git failed"
    return Problem(
        name, 0, f"can't be published: {last[:300]}", "look at what git says, and publish again"
    )


def _unusable(error: OSError) -> DigestError:
    """What to raise where `.digest/` can't be used."""
    hint = "look at that folder, and publish again"
    if error.errno == errno.ENOSPC:
        hint = "make room on this machine's disk, and publish again"
    message = f"can't be used: {error.strerror or error}"
    return DigestError(Problem(".digest/git", 0, message, hint))


_INSTALL = "install it, such as by `apt install git`"
_WRITTEN = re.compile(rb"Writing objects: +(\d+)%")
_QUIETLY = (
    " -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"
)
"""Nothing is asked while a site is published, and a line that is dead ends within a minute."""

_DAMAGED = re.compile(
    r"bad object|unable to read|corrupt|missing (?:blob|tree|commit)|not a valid object|did not match|loose object"
)
"""Signs that the repository here is damaged. It is thrown away then: all in it can be had again."""
_PASSING = re.compile(
    r"Could not resolve|Connection (?:reset|refused|timed out|closed)|Failed to connect|early EOF|RPC failed"
    r"|unexpected disconnect|kex_exchange|Operation timed out|transfer closed|returned error: (?:429|5\d\d)",
    re.IGNORECASE,
)


def _known(machine: str, branch: str) -> Iterator[tuple[str, str, str]]:
    """By what git, ssh and well-known hosts say: what it means, and what to do."""
    yield (
        r"dubious ownership",
        "the repository belongs to another user of this machine",
        "if you trust it: `git config --global --add safe.directory FOLDER`, with the folder it is in",
    )
    yield (
        r"^remote:.*(?:No space left|diskspace|quota exceeded)|unpack(?:er)? (?:error|failed).*No space",
        f"the disk of {machine} is full",
        "make room there, and publish again: the branch is as it was",
    )
    yield (
        r"No space left|Out of diskspace|Disk quota exceeded",
        "a disk is full",
        "make room where the site is, and where the repository is, and publish again: the branch is as it was",
    )
    yield (
        r"Host key verification failed",
        f"the key of {machine} is not known here",
        f"run `ssh {machine}` once, compare the key it shows with what its owner says, and publish again",
    )
    yield (
        r"Permission denied \([a-z,-]*(?:publickey|password|keyboard)",
        f"{machine} does not take your key",
        f"load it with `ssh-add`, or give its public half to {machine}; `ssh -v` tells which it tries",
    )
    yield (
        r"Permission to .* denied|returned error: 403|key .* (?:is )?read.?only|not allowed to push code",
        "you may not write to this repository",
        "use a token or key that may: on GitHub, `contents: write`; on GitLab, `write_repository`",
    )
    yield (
        r"Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|returned error: 401",
        f"{machine} wants a name and a password that git does not have, or refuses those it has",
        "give them to git's credential helper, or publish by git+ssh: `digest help publish`",
    )
    yield (
        r"Repository not found|does not appear to be a git repository|repository '[^']*' not found|returned error: 404"
        r"|project you were looking for could not be found",
        "there is no such repository, or you may not see it",
        "look at the address; a new one is made by its host, or by `git init --bare FOLDER`",
    )
    yield (
        r"Could not resolve",
        f"{machine} is not found",
        "look at the address, and at this machine's connection",
    )
    yield (
        r"Connection refused|Failed to connect",
        f"{machine} refuses the connection",
        "look at host and port of the address, and whether it is running",
    )
    yield (
        r"timed out|No route to host|Network is unreachable",
        f"{machine} does not answer",
        "look at the address, and at this machine's connection, and publish again",
    )
    yield (
        r"SSL certificate|certificate (?:problem|verif)|server certificate",
        f"the certificate of {machine} is not accepted",
        "look at this machine's clock and at its list of authorities (`apt install ca-certificates`)",
    )
    yield (
        r"\((?:fetch first|non-fast-forward|stale info|incorrect old value provided)\)"
        r"|cannot lock ref|reference already exists",
        f"someone else published to the branch `{branch}` meanwhile",
        "publish again: nothing was overwritten",
    )
    yield (
        r"branch is currently checked out",
        f"the branch `{branch}` is checked out there",
        "name another branch after a #, such as #gh-pages",
    )
    yield (
        r"insufficient permission|Permission denied|Read-only file system|unable to (?:create|write)",
        "you may not write to this repository",
        "let the user who publishes write there, and here in .digest/",
    )
    yield (
        r"Unable to find remote helper|remote-https.*not a git command",
        "this git does not know https",
        "install all of git, such as by `apt install git`, or publish by git+ssh",
    )
    yield (
        r"cannot run ssh|ssh: (?:command )?not found",
        "ssh is not installed",
        "install it, such as by `apt install openssh-client`",
    )
    yield (
        r"mismatched algorithms|hash algorithm",
        "the repository counts by sha256, and does not tell an older git so",
        "install git 2.42 or newer, or make the first commit in it by hand",
    )
    yield (
        r"shallow update not allowed",
        "the repository there holds the end of its history only",
        "fetch all of it there: `git fetch --unshallow`",
    )
