import pytest

from ipr_compliance.domain.words import Role
from ipr_compliance.queries import accounts, history, office, recommendations
from ipr_compliance.queries import people as askers
from ipr_compliance.services import people
from tests.factories import NOW, PASSWORD, TODAY, a_person, a_recommendation, an_office
from tests.visitors import log_in, send

OLD, NEW = "old@cbp.example", "new@cbp.example"
NEW_PERSON = {"email": NEW, "name": "Lead", "role": "liaison", "component": "CBP", "new_password": PASSWORD}


@pytest.fixture
def made(database):
    with database.transaction() as session:
        return an_office(session)


@pytest.fixture
def record(database, made):
    with database.transaction() as session:
        return a_recommendation(session, made, responsible_email=OLD, text="We recommend <b>care</b>.")


@pytest.fixture
def sign_in(database, client, made):
    def sign_in(role=Role.ADMIN, *codes):
        with database.transaction() as session:
            email = a_person(session, made, role, *codes)
        log_in(client, email)
        return client

    return sign_in


@pytest.fixture
def somebody(database, made):
    def somebody(role, *codes, email=OLD):
        with database.transaction() as session:
            a_person(session, made, role, *codes, email=email)
        with database.reading() as connection:
            return next(one.id for one in accounts.everybody(connection) if one.email == email)

    return somebody


def roles(database, email):
    with database.reading() as connection:
        return next(one.roles for one in accounts.everybody(connection) if one.email == email)


PAGES = ("/admin", "/admin/people", "/admin/people/new", "/admin/people/1", "/admin/holdings", "/admin/components",
         "/admin/components/new", "/admin/components/1", "/admin/office", "/admin/webhooks",
         "/admin/recommendations/1/entered-in-error")  # fmt: skip


class TestTheDoor:
    @pytest.mark.parametrize("role", [Role.VIEWER, Role.PROGRAM_MANAGER, Role.LIAISON])
    def test_is_for_administrators(self, sign_in, record, role):
        client = sign_in(role)
        assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 403)
        assert "Administration" not in client.get("/account").text

    def test_lets_administrators_in(self, sign_in, record):
        client = sign_in()
        assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
        assert '<a href="/admin"' in client.get("/account").text

    def test_shows_who_administers_one_component_that_component_alone(self, sign_in, record, somebody):
        elsewhere = somebody(Role.VIEWER, "PLCY")
        client = sign_in(Role.ADMIN, "CBP")
        refused = ("/admin/components/1", "/admin/components/2", f"/admin/people/{elsewhere}", "/admin/office")
        assert [client.get(path).status_code for path in refused] == [404, 404, 404, 403]
        assert OLD not in client.get("/admin/people").text
        assert "/admin/office" not in client.get("/admin").text
        assert "PLCY" not in client.get("/admin/components").text
        assert send(client, f"/admin/people/{elsewhere}/roles", role="viewer", component="CBP").status_code == 404


class TestPeople:
    def test_a_person_is_added_and_can_log_in(self, sign_in, database):
        client = sign_in()
        added = send(client, "/admin/people", **NEW_PERSON)
        assert added.status_code == 303
        assert "Lead can log in now." in client.get(added.location).text
        assert roles(database, NEW) == ((Role.LIAISON, "CBP"),)
        send(client, "/logout")
        assert log_in(client, NEW).status_code == 303

    @pytest.mark.parametrize(
        ("wrong", "status", "words"),
        [
            ({"email": "nobody"}, 422, "is not an e-mail address"),
            ({"role": "king"}, 422, "Choose a role."),
            ({"component": "NOPE"}, 422, "There is no component NOPE."),
            ({"new_password": "short"}, 422, "The new password needs at least"),
            ({"email": "admin@dhs.example"}, 409, "has an account already"),
        ],
    )
    def test_what_is_wrong_is_told_and_what_was_typed_stays(self, sign_in, wrong, status, words):
        refused = send(sign_in(), "/admin/people", **NEW_PERSON | wrong)
        assert refused.status_code == status
        assert words in refused.text
        assert 'value="Lead"' in refused.text
        assert PASSWORD not in refused.text

    def test_roles_are_given_and_taken(self, sign_in, somebody, database):
        person = somebody(Role.VIEWER, "CBP")
        client = sign_in()
        send(client, f"/admin/people/{person}/roles", role="liaison", component="*")
        assert roles(database, OLD) == ((Role.LIAISON, None), (Role.VIEWER, "CBP"))
        answer = send(client, f"/admin/people/{person}/roles/removal", role="viewer", component="CBP")
        assert answer.status_code == 303
        assert "The viewer is no longer viewer for CBP." in client.get(answer.location).text
        assert roles(database, OLD) == ((Role.LIAISON, None),)

    def test_who_administers_a_component_gives_no_role_elsewhere(self, sign_in, somebody, database):
        person = somebody(Role.VIEWER, "CBP")
        client = sign_in(Role.ADMIN, "CBP")
        given = [
            send(client, f"/admin/people/{person}/roles", role="viewer", component=code).status_code
            for code in ("PLCY", "DHS", "*", "", "CBP-OT")
        ]
        assert given == [403, 403, 403, 422, 303]
        assert roles(database, OLD) == ((Role.VIEWER, "CBP"), (Role.VIEWER, "CBP-OT"))
        assert send(client, f"/admin/people/{person}/disabling").status_code == 403

    def test_a_first_password_opens_nothing_but_the_choice_of_another(self, sign_in, app):
        administrator, client = sign_in(), app.test_client()
        send(administrator, "/admin/people", **NEW_PERSON)
        log_in(client, NEW)
        for path in ("/", "/recommendations", "/account/second-factors", "/account/tokens"):
            assert client.get(path).location == "/account#password"
        assert send(client, "/account/calendar").location == "/account#password"
        assert "Choose a password of your own" in client.get("/account").text
        chosen = {
            "current_password": PASSWORD,
            "new_password": "words of my own",
            "new_password_again": "words of my own",
        }
        assert send(client, "/account/password", **chosen).location == "/account"
        assert "Choose a password of your own" not in client.get("/account").text
        assert client.get("/recommendations").status_code == 200

    def test_a_first_password_can_be_left(self, sign_in, app):
        administrator, client = sign_in(), app.test_client()
        send(administrator, "/admin/people", **NEW_PERSON)
        log_in(client, NEW)
        assert send(client, "/logout").location == "/login"

    def test_a_person_who_is_out_of_sight_now_leads_back_to_the_list(self, sign_in, somebody):
        person = somebody(Role.VIEWER, "CBP")
        client = sign_in(Role.ADMIN, "CBP")
        answer = send(client, f"/admin/people/{person}/roles/removal", role="viewer", component="CBP")
        assert answer.location == "/admin/people"

    def test_the_last_administrator_cannot_shut_everybody_out(self, sign_in, database):
        client = sign_in()
        for path, fields in (("disabling", {}), ("roles/removal", {"role": "admin", "component": "*"})):
            refused = send(client, f"/admin/people/1/{path}", **fields)
            assert refused.status_code == 409
            assert "Nobody would be left who administers the whole department" in refused.text
        assert roles(database, "admin@dhs.example") == ((Role.ADMIN, None),)

    def test_a_disabled_person_is_out_and_can_be_let_in_again(self, sign_in, somebody, app):
        person = somebody(Role.VIEWER)
        client, theirs = sign_in(), app.test_client()
        log_in(theirs, OLD)
        send(client, f"/admin/people/{person}/disabling")
        assert theirs.get("/account").status_code == 303
        assert "<strong>Disabled</strong>" in client.get("/admin/people").text
        send(client, f"/admin/people/{person}/enabling")
        assert log_in(theirs, OLD).status_code == 303


class TestContinuity:
    def test_disabling_lists_what_is_left_to_give(self, sign_in, somebody, record):
        person = somebody(Role.VIEWER)
        client = sign_in()
        answer = send(client, f"/admin/people/{person}/disabling")
        page = client.get(answer.location).text
        assert "1 open recommendation still to be given to somebody else." in page
        assert f'href="/recommendations/{record}"' in page
        assert "1 open recommendation</strong> that you see name" in client.get("/admin/people").text

    def test_all_of_it_is_given_to_another_official(self, sign_in, record, database, made):
        fields = {"email": "Old@cbp.example", "responsible_official": "Director, <Trade>", "responsible_email": NEW}
        client = sign_in()
        page = client.get(send(client, "/admin/holdings", **fields).location).text
        assert "1 recommendation now names Director, &lt;Trade&gt;, new@cbp.example." in page
        assert "No open recommendation that you see names this address" in page
        with database.reading() as connection:
            assert recommendations.one(connection, made.keeper, record).responsible_email == NEW
            newest = max(history.timeline(connection, "recommendation", record), key=lambda one: one.seq)
        assert newest.actor == "admin@dhs.example"

    def test_a_wrong_address_is_told_and_what_was_typed_stays(self, sign_in, record):
        fields = {"email": OLD, "responsible_official": "Director", "responsible_email": "nobody"}
        refused = send(sign_in(), "/admin/holdings", **fields)
        assert refused.status_code == 422
        assert 'value="Director"' in refused.text
        assert 'href="#responsible_email"' in refused.text

    def test_where_nothing_is_held_it_is_said(self, sign_in, record):
        fields = {"email": "a\0<b>@x.example", "responsible_official": "Director", "responsible_email": NEW}
        refused = send(sign_in(), "/admin/holdings", **fields)
        assert refused.status_code == 409
        assert "a&lt;b&gt;@x.example holds no open recommendation that you keep." in refused.text

    def test_what_is_held_elsewhere_is_neither_seen_nor_given(self, sign_in, record):
        client = sign_in(Role.ADMIN, "PLCY")
        assert f'href="/recommendations/{record}"' not in client.get(f"/admin/holdings?email={OLD}").text
        fields = {"email": OLD, "responsible_official": "Director", "responsible_email": NEW}
        assert send(client, "/admin/holdings", **fields).status_code == 409


class TestComponents:
    def test_a_component_is_added_and_changed(self, sign_in, database):
        client = sign_in()
        send(client, "/admin/components", code="CBP-X", name="X", parent="CBP", mailbox="", head_email="")
        with database.reading() as connection:
            added = askers.tree(connection).by_code["CBP-X"]
        answer = send(client, f"/admin/components/{added.id}", name="Y", mailbox="y@cbp.example", head_email="")
        assert answer.location == "/admin/components"
        page = client.get(answer.location).text
        assert "CBP-X is changed." in page
        assert "y@cbp.example" in page

    @pytest.mark.parametrize(
        ("wrong", "status", "words"),
        [
            ({"code": "CBP"}, 409, "There is a component CBP already"),
            ({"mailbox": "nobody"}, 422, "is not an e-mail address"),
            ({"parent": "NOPE"}, 422, "There is no component NOPE"),
            ({"name": " "}, 422, "Fill in “name”."),
        ],
    )
    def test_what_is_wrong_is_told_and_what_was_typed_stays(self, sign_in, wrong, status, words):
        fields = {"code": "NEW-1", "name": "N", "parent": "CBP", "head_email": "head@cbp.example"}
        refused = send(sign_in(), "/admin/components", **fields | wrong)
        assert refused.status_code == status
        assert words in refused.text
        assert 'value="head@cbp.example"' in refused.text

    def test_what_changes_nothing_is_told(self, sign_in):
        refused = send(sign_in(), "/admin/components/1", name="Office DHS")
        assert refused.status_code == 422
        assert "Nothing is changed" in refused.text

    def test_one_component_is_added_below_what_is_administered_only(self, sign_in):
        client = sign_in(Role.ADMIN, "CBP")
        added = [
            send(client, "/admin/components", code=f"N-{parent}", name="N", parent=parent).status_code
            for parent in ("CBP-OT", "PLCY", "")
        ]
        assert added == [303, 403, 422]


class TestRules:
    def test_the_rules_are_set_and_shown_with_their_defaults(self, sign_in, database):
        client = sign_in()
        answer = send(client, "/admin/office", response_days="60", extension_reasons="Weather\r\nOther")
        page = client.get(answer.location).text
        assert "The office&#39;s rules are changed." in page
        assert 'name="response_days" type="text" value="60"' in page
        assert "Default: 90." in page
        with database.reading() as connection:
            held = office.rules(connection)
        assert (held.lengths.response_days, held.extension_reasons) == (60, ("Weather", "Other"))

    def test_a_wrong_number_is_told_and_what_was_typed_stays(self, sign_in):
        refused = send(sign_in(), "/admin/office", response_days="ninety", update_days="30")
        assert refused.status_code == 422
        assert 'href="#response_days"' in refused.text
        assert 'value="ninety"' in refused.text
        assert 'value="30"' in refused.text


class TestEnteredInError:
    def path(self, record):
        return f"/admin/recommendations/{record}/entered-in-error"

    def test_the_record_leaves_lists_and_its_page_stays(self, sign_in, record):
        client = sign_in()
        answer = send(client, self.path(record), note="Typed twice.", version="1")
        assert answer.location == "/reports/OIG-26-01"
        page = client.get(answer.location).text
        assert "is entered in error: it has left every count and list." in page
        assert f'href="/recommendations/{record}"' not in page
        assert "<strong>0 recommendations</strong>" in client.get("/recommendations").text
        assert client.get(f"/recommendations/{record}").status_code == 200
        assert client.get(self.path(record)).status_code == 409

    def test_it_needs_a_reason(self, sign_in, record):
        refused = send(sign_in(), self.path(record), note=" ", version="1")
        assert refused.status_code == 422
        assert "Fill in “note”." in refused.text

    def test_what_changed_meanwhile_is_told_and_the_reason_stays(self, sign_in, record):
        client = sign_in()
        send(client, f"/recommendations/{record}/updates", note="News of a kind.", version="1")
        refused = send(client, self.path(record), note="Typed twice.", version="1")
        assert refused.status_code == 409
        assert "Typed twice." in refused.text
        assert 'name="version" value="2"' in refused.text

    def test_it_is_for_administrators_of_the_component(self, sign_in, record):
        client = sign_in(Role.ADMIN, "PLCY")
        assert send(client, self.path(record), note="x", version="1").status_code == 404

    def test_who_only_sees_the_record_does_not_say_so(self, sign_in, database, made, record):
        client = sign_in(Role.ADMIN, "PLCY")
        with database.transaction() as session:
            people.grant(
                session, "admin@dhs.example", Role.LIAISON, tree=made.tree, by=made.keeper, today=TODAY, now=NOW
            )
        assert client.get(self.path(record)).status_code == 403
        assert send(client, self.path(record), note="x", version="1").status_code == 403


def test_the_list_of_people_takes_a_few_questions(sign_in, statements):
    client = sign_in()
    client.get("/admin/people")  # what follows from the history is kept from here on
    statements.clear()
    client.get("/admin/people")
    assert sum(one.startswith("SELECT") for one in statements) <= 6
