import ssl
from contextlib import closing
from datetime import UTC, date, datetime
from email.parser import BytesParser
from email.policy import default
from urllib.parse import quote

import pytest
import trustme

from ipr_compliance.adapters import mail
from ipr_compliance.adapters.letters import Letter, one_line, write
from ipr_compliance.adapters.mail import Envelope
from ipr_compliance.domain.attempts import Result
from ipr_compliance.services.deliveries import Enclosure
from tests.setup.mailbox import PASSWORD, USER, mail_server

LETTER = Letter("1 overdue — OIG recommendations", "Überfällig: 1\n", "<p>Überfällig: 1</p>")
LOGIN = f"{USER}:{quote(PASSWORD, safe='')}@"


def an_envelope(number=1, recipient="head@plcy.example", letter=LETTER, files=()):
    written = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    return Envelope("oig@dhs.example", recipient, f"<{number}@dhs.example>", written, date(2026, 11, 24), letter, files)


@pytest.fixture
def authority(monkeypatch, tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


def encrypted(authority, name="127.0.0.1"):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def box():
    with mail_server() as box:
        yield box


@pytest.fixture
def post(box, tmp_path):
    with closing(mail.post(f"smtp://127.0.0.1:{box.port}", tmp_path)) as post:
        yield post


def test_a_message_arrives_in_text_and_html_marked_as_made_by_a_machine(box, post):
    assert post.send(an_envelope()).result is Result.SENT
    [message] = box.accepted
    assert message["Subject"] == LETTER.subject
    assert (message["From"], message["To"]) == ("oig@dhs.example", "head@plcy.example")
    assert (message["Message-ID"], message["Auto-Submitted"]) == ("<1@dhs.example>", "auto-generated")
    assert message["Date"].datetime == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    assert message.get_body(["plain"]).get_content().splitlines() == LETTER.text.splitlines()
    assert message.get_body(["html"]).get_content().strip() == LETTER.html


def test_many_messages_go_over_one_connection(box, post):
    assert [post.send(an_envelope(number)).result for number in range(5)] == [Result.SENT] * 5
    assert (len(box.accepted), box.connections) == (5, 1)


def test_files_go_along(box, post):
    post.send(an_envelope(files=[Enclosure("report.pdf", "application/pdf", b"%PDF-1.7")]))
    [file] = box.accepted[0].iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "report.pdf", "application/pdf", b"%PDF-1.7",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "result"), [("451 Busy", Result.LATER), ("452 Full", Result.LATER), ("550 Gone", Result.NEVER)]
)
def test_an_answer_about_one_recipient_says_nothing_about_the_next(box, post, answer, result):
    box.on_recipient["gone@plcy.example"] = answer
    outcome = post.send(an_envelope(1, "gone@plcy.example"))
    assert (outcome.result, outcome.words, outcome.unreachable) == (result, answer, False)
    assert post.send(an_envelope(2)).result is Result.SENT


def test_a_refusal_of_the_content_is_for_good(box, post):
    box.on_message = ["554 Looks like spam"]
    outcome = post.send(an_envelope())
    assert (outcome.result, outcome.words) == (Result.NEVER, "554 Looks like spam")


def test_a_server_that_is_leaving_is_come_back_to(box, post):
    box.on_message = ["421 Closing"]
    outcome = post.send(an_envelope())
    assert (outcome.result, outcome.unreachable) == (Result.LATER, True)
    assert post.send(an_envelope()).result is Result.SENT


def test_what_goes_wrong_meanwhile_changes_nothing_of_what_the_server_said(box, post):
    assert post.send(an_envelope(), lambda: 1 / 0).result is Result.SENT
    assert post.send(an_envelope(2)).result is Result.SENT
    assert len(box.accepted) == 2


def test_lines_that_begin_with_a_period_arrive_as_they_were(box, post):
    text = ".\n..\n.a line\nand a last one.\n"
    post.send(an_envelope(letter=Letter("Periods", text, "<p>.</p>")))
    assert box.accepted[0].get_body(["plain"]).get_content().splitlines() == text.splitlines()


def test_a_server_that_takes_one_message_a_connection_gets_them_all(box, post):
    box.one_a_connection = True
    assert [post.send(an_envelope(number)).result for number in range(3)] == [Result.SENT] * 3
    assert (len(box.accepted), box.connections) == (3, 3)


@pytest.mark.parametrize(
    ("answer", "about_it"),
    [("550 5.1.1 No such user", True), ("550 5.7.1 Relaying denied", False), ("451 Busy", False)],
)
def test_a_refusal_says_whether_it_is_about_the_address(box, post, answer, about_it):
    box.on_recipient["gone@plcy.example"] = answer
    assert post.send(an_envelope(1, "gone@plcy.example")).address_refused is about_it


def test_refused_content_is_not_about_the_address(box, post):
    box.on_message = ["554 5.6.0 Not understood"]
    assert not post.send(an_envelope()).address_refused


def test_a_lost_acknowledgement_is_tried_again_with_the_same_message_id(box, post):
    box.on_message = ["drop"]
    assert post.send(an_envelope()).result is Result.LATER
    assert post.send(an_envelope()).result is Result.SENT
    assert [message["Message-ID"] for message in box.accepted] == ["<1@dhs.example>"] * 2


def test_no_server_is_a_passing_difficulty(tmp_path):
    outcome = mail.post("smtp://127.0.0.1:1", tmp_path).send(an_envelope())
    assert (outcome.result, outcome.unreachable) == (Result.LATER, True)
    assert "127.0.0.1:1 cannot be used at present" in outcome.reason


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # aiosmtpd does not see that smtps is encrypted from the start
@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_encrypted_and_logged_in(authority, tmp_path, scheme):
    how = "tls" if scheme == "smtps" else "starttls"
    with mail_server(**{how: encrypted(authority)}, login=True) as box:
        with closing(mail.post(f"{scheme}://{LOGIN}127.0.0.1:{box.port}", tmp_path)) as post:
            assert post.test().result is Result.SENT
            assert post.send(an_envelope()).result is Result.SENT
        assert len(box.accepted) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize(("trusted", "name"), [(False, "127.0.0.1"), (True, "other.example")])
def test_nothing_is_sent_to_a_server_whose_certificate_does_not_hold(authority, tmp_path, scheme, trusted, name):
    how = "tls" if scheme == "smtps" else "starttls"
    with mail_server(**{how: encrypted(authority if trusted else trustme.CA(), name)}) as box:
        outcome = mail.post(f"{scheme}://127.0.0.1:{box.port}", tmp_path).send(an_envelope())
        assert outcome.result is Result.LATER
        assert "certificate verify failed" in outcome.reason
        assert box.accepted == []


def test_a_wrong_password_is_told_without_the_password(authority, tmp_path):
    with mail_server(starttls=encrypted(authority), login=True) as box:
        url = f"smtp+starttls://{USER}:not-the-password@127.0.0.1:{box.port}"
        outcome = mail.post(url, tmp_path).send(an_envelope())
    assert (outcome.result, outcome.unreachable) == (Result.LATER, True)
    assert "not-the-password" not in outcome.reason


def test_without_a_server_each_message_is_a_file(tmp_path):
    post = mail.post("", tmp_path / "mail")
    assert [post.send(an_envelope(number)).result for number in (1, 2, 2)] == [Result.SENT] * 3
    files = sorted(file.name for file in (tmp_path / "mail").iterdir())
    assert files == ["2026-11-24-1.eml", "2026-11-24-2.eml"]
    modes = [file.stat().st_mode & 0o077 for file in (tmp_path / "mail", tmp_path / "mail" / files[0])]
    assert modes == [0, 0]  # a message may hold a link that lets its reader in
    message = BytesParser(policy=default).parsebytes((tmp_path / "mail" / files[0]).read_bytes())
    assert message["Subject"] == LETTER.subject


def test_a_folder_that_cannot_be_written_is_a_passing_difficulty(tmp_path):
    (tmp_path / "mail").write_text("a file in the way")
    post = mail.post("", tmp_path / "mail")
    assert (post.send(an_envelope()).result, post.test().result) == (Result.LATER, Result.LATER)


@pytest.mark.parametrize(
    "trick", ["x\r\nBcc: c@d.example", "x\nBcc: c@d.example", "x\u2028Bcc: c@d.example", "x\x00\x85y"]
)
def test_no_words_become_a_header(box, post, trick):
    post.send(an_envelope(letter=Letter(one_line(trick), "text", "<p>text</p>")))
    [message] = box.accepted
    assert message["Bcc"] is None
    assert message["Subject"] == " ".join(message["Subject"].split())
    assert box.recipients == ["head@plcy.example"]


def test_a_subject_is_kept_short():
    assert len(one_line("word " * 100)) == 200


def test_a_value_that_a_letter_misses_is_an_error():
    with pytest.raises(Exception, match="'digest' is undefined"):
        write("digest")
