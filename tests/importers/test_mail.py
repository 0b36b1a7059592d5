"""Mail to drafts: one message, boxes of them, plain text and HTML, lists, pictures."""

from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from digest.importers import mail
from digest.model import Draft, Seed
from digest.problems import Problem

DOT = b"\x89PNG\r\n\x1a\n" + bytes(30)


def _drafts(content: bytes | EmailMessage, path: str = "a.eml") -> list[Draft | Problem]:
    return list(mail.drafts(Seed(path, bytes(content))))


def _one(content: bytes | EmailMessage) -> Draft:
    (draft,) = _drafts(content)
    assert isinstance(draft, Draft), draft
    return draft


def _message(text: str = "Words.\n", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Writer One <one@example.org>"
    made["Subject"] = "Ferry timetable changes"
    made["Date"] = "Tue, 05 Mar 2024 08:30:00 +0100"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def test_a_message_tells_its_title_sender_and_date() -> None:
    draft = _one(_message())
    assert (draft.title, draft.date, draft.authors) == (
        "Ferry timetable changes",
        "2024-03-05T08:30:00+01:00",
        ("Writer One",),
    )
    assert (draft.text, draft.source, draft.slug, draft.key) == (
        "Words.",
        "Writer One",
        "ferry-timetable-changes",
        "",
    )


def test_a_list_is_the_source_and_its_mark_is_taken_off_the_title() -> None:
    draft = _one(
        _message(
            Subject="[harbour] Ferry timetable changes",
            List_Id='"Harbour news" <harbour.example.org>',
        )
    )
    assert (draft.title, draft.source, draft.authors) == (
        "Ferry timetable changes",
        "Harbour news",
        ("Writer One",),
    )


def test_where_a_message_is_archived_is_its_address() -> None:
    assert (
        _one(_message(Archived_At="<https://lists.example.org/a/1>")).url
        == "https://lists.example.org/a/1"
    )


def test_marks_of_a_forwarded_message_are_taken_off() -> None:
    assert (
        _one(_message(Subject="Fwd: WG: Ferry timetable changes")).title
        == "Ferry timetable changes"
    )


def test_lines_that_a_program_broke_are_joined() -> None:
    text = "The ferry will leave the harbour twice an hour from the\nfirst of April on.\n\nShort\nlines\n"
    assert _one(_message(text)).text == (
        "The ferry will leave the harbour twice an hour from the first of April on.\n\nShort  \nlines"
    )


def test_what_is_cited_is_a_quotation() -> None:
    assert (
        _one(_message("> asked\n> again\n>> before\n\nAnswered.\n")).text
        == "> asked  \n> again\n>\n> > before\n\nAnswered."
    )


def test_marks_in_plain_text_stay_words() -> None:
    assert _one(_message("*not* [a](b) <i>\n")).text == "\\*not\\* [a\\](b) &lt;i>"


def test_html_is_taken_before_plain_text() -> None:
    message = _message("plain words\n")
    message.add_alternative(
        "<html><body><h2>Head</h2><p>HTML <b>words</b></p></body></html>", subtype="html"
    )
    assert _one(message).text == "## Head\n\nHTML **words**"


def test_plain_text_is_taken_where_html_only_lays_it_out() -> None:
    words = "The same words stand in both of the parts of this letter to all readers"
    message = _message(words + "\n")
    message.add_alternative(
        f"<table><tr><td><table><tr><td>{words}</td></tr></table></td></tr></table>", subtype="html"
    )
    assert _one(message).text == words


def test_pictures_shown_and_attached_come_along() -> None:
    message = _message()
    message.add_alternative(
        '<p>See <img src="cid:a@b" alt="the pier"></p><img src="https://example.org/t.gif" width=1 height=1>',
        subtype="html",
    )
    message.get_payload()[1].add_related(DOT, "image", "png", cid="<a@b>")  # type: ignore[index, union-attr]
    message.add_attachment(DOT + b"2", "image", "png", filename="map of the pier.png")
    draft = _one(message)
    assert draft.text == "See ![the pier](picture-1.png)\n\n![map of the pier](picture-2.png)"
    assert dict(draft.files) == {"picture-1.png": DOT, "picture-2.png": DOT + b"2"}


def test_what_only_calls_itself_a_picture_stays_behind() -> None:
    message = _message()
    message.add_attachment(b"<script>", "image", "png", filename="a.png")
    assert _one(message).files == ()


def test_a_box_holds_many_messages_each_with_its_key() -> None:
    box = b""
    for number in range(3):
        message = _message(
            f"Words {number}\nFrom here on.\n",
            Message_ID=f"<{number}@example.org>",
            Subject=f"Letter {number}",
        )
        box += (
            b"From one@example.org Tue Mar  5 08:30:00 2024\n"
            + bytes(message).replace(b"\nFrom here", b"\n>From here")
            + b"\n\n"
        )
    made = _drafts(box, "a.mbox")
    assert [each.title for each in made if isinstance(each, Draft)] == [
        "Letter 0",
        "Letter 1",
        "Letter 2",
    ]
    assert [each.key for each in made if isinstance(each, Draft)] == [
        "0@example.org",
        "1@example.org",
        "2@example.org",
    ]
    assert isinstance(made[0], Draft) and made[0].text.endswith("From here on.")


def test_encodings_of_headers_and_bodies_are_read() -> None:
    raw = (
        "From: =?iso-8859-1?q?J=F6rn?= Writer <j@example.org>\nSubject: =?utf-8?B?2YXYsdit2KjYpw==?=\n"
        "Date: Tue, 5 Mar 2024 08:30:00 +0000\n"
        "Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n"
        "\n=93Schnee=94 f=FCr alle=2E\n"
    )
    draft = _one(raw.encode())
    assert (draft.title, draft.authors, draft.text) == (
        "مرحبا",
        ("Jörn Writer",),
        "“Schnee” für alle.",
    )


def test_a_message_without_a_text_is_refused() -> None:
    (made,) = _drafts(_message(" \n"))
    assert isinstance(made, Problem) and made.message == "the message has no text"


@given(
    st.binary(max_size=400),
    st.sampled_from(
        [b"", b"From: a\nSubject: b\nContent-Type: ", b"From a Tue Mar  5 08:30:00 2024\nA: b\n\n"]
    ),
)
def test_no_bytes_stop_it(content: bytes, begin: bytes) -> None:
    for made in mail.drafts(Seed("a.eml", begin + content)):
        assert isinstance(made, Draft | Problem)
