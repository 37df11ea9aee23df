"""Rooms as pages: opened, joined, led, followed, restarted; and every way in which that fails."""

import re

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import cache_rooms, state_history
from dashboard.rooms import handout, price
from dashboard.rooms.plans import PLANS
from dashboard.store import ballots, rooms
from dashboard.store.rooms import Position
from fer.data.samples import grace_hopper
from fer.evaluation.contexts import CONTEXTS
from fer.evaluation.rooms import OPTIONS
from tests.dashboard.conftest import ROOT, texts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PAGE = "dashboard/pages/workshop.py"


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store of its own, as every page of this test opens it."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/rooms.db")
    monkeypatch.chdir(ROOT)
    opened = cache_rooms.store()
    yield opened
    opened.close()


class Page:
    """A browser at the page Workshop; with a `token` it is a phone that was there before."""

    def __init__(self, token="", tapped=None, **query):
        self.app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60)
        for key, value in query.items():
            self.app.query_params[key] = value
        for key, value in {**({"seat": token} if token else {}), **(tapped or {})}.items():
            self.app.session_state[key] = value
        self.run()

    def run(self):
        self.app.run()
        assert not self.app.exception, self.app.exception
        return self.text

    @property
    def text(self):
        return texts(self.app) + "\n".join(str(e.value) for e in self.app.success)

    def press(self, label):
        next(b for b in self.app.button if b.label.startswith(label)).click().run()
        assert not self.app.exception, self.app.exception
        return self.text

    def choose(self, key, value):
        next(e for e in self.app.get("button_group") if e.key == key).set_value(value).run()
        assert not self.app.exception, self.app.exception
        return self.text

    def address(self, key):
        value = self.app.query_params.get(key, "")
        return value[0] if isinstance(value, list) else value


def control(page, key):
    return next(e for e in page.app.get("button_group") if e.key == key)


def phone(number):
    return f"{number:032x}"


@pytest.fixture
def open_room(store):
    """``open_room(plan)`` opens a room with two faces and returns its code and secret."""

    def make(plan="guess", faces=2, dataset="sketches"):
        chosen = cache_rooms.chosen(dataset, faces, 7)
        room, secret = rooms.open_room(
            store, plan, dataset, chosen, "police", Position("lobby", 0, "show")
        )
        return room.code, secret

    return make


def test_a_room_is_opened_from_the_page_and_shows_code_and_qr(store, weights):
    page = Page()
    page.press("Open a room")
    assert page.address("room") == "new"
    page.app.radio(key="room_plan").set_value("guess")
    said = page.press("Open the room")
    code, secret = page.address("room"), page.address("lead")
    assert rooms.leads(store, code, secret)
    assert len(rooms.find(store, code).faces) == 7
    assert f"{code[:3]}\u00a0{code[3:]}" in said
    assert "data:image/svg+xml" in said
    assert f"/workshop?room={code}" in said
    assert secret not in said
    assert "<b>0</b> joined" in said


def test_there_is_a_way_out_of_a_room_and_whoever_comes_late_is_told_what_is_kept(store, open_room):
    code, secret = open_room()
    lead = Page(room=code, lead=secret)
    lead.press("Begin")
    late = Page(phone(1), room=code)
    assert "You are in" not in late.text
    assert "Your answers are kept under a random number" in late.text
    for page in (late, lead):
        page.press("To the activities, without a room")
        assert "Open a room" in [button.label for button in page.app.button]


def test_a_whole_round_of_guessing(store, open_room):
    code, secret = open_room()
    lead = Page(room=code, lead=secret)
    people = [Page(phone(n), room=code) for n in range(3)]
    assert all("You are in" in page.text for page in people)
    lead.press("Begin")
    assert all("Face 1 of 2" in page.run() for page in people)
    key = f"vote-{code}-guess-0-label"
    for place, page in enumerate(people):
        assert "Your answer is counted" in page.choose(key, place % 2)
    assert "Your answer is counted" in people[0].choose(key, 5)  # changed: still one vote
    said = lead.run()
    assert "<b>3</b> of 3 answered" in said
    assert "The dataset says" not in said
    said = lead.press("Close the vote and reveal")
    room = rooms.find(store, code)
    label = OPTIONS[cache_rooms.guessed("sketches", room.faces)[0].label]
    for page in (said, people[0].run()):
        assert f"The dataset says {label}." in page
        assert "3 votes" in page
        assert "drawn faces have no annotators" in page
    assert "You said **Surprise**" in people[0].text
    votes = ballots.votes(store, code, "guess", 0)
    assert sorted(v.value for v in votes) == [0, 1, 5]


def test_a_server_that_restarts_in_the_middle_loses_nobody(store, open_room):
    """New sessions with the same addresses and the same phones stand where the old ones stood."""
    code, secret = open_room()
    lead = Page(room=code, lead=secret)
    lead.press("Begin")
    key = f"vote-{code}-guess-0-label"
    Page(phone(1), room=code).choose(key, 3)
    store.close()
    again = Page(phone(1), room=code)
    assert "Face 1 of 2" in again.text
    assert "Your answer is counted" in again.text
    assert next(e for e in again.app.get("button_group") if e.key == key).value == 3
    lead = Page(room=code, lead=secret)
    assert "<b>1</b> of 1 answered" in lead.text
    assert "The dataset says" in lead.press("Close the vote")


def test_a_tap_while_the_server_was_away_counts_once_it_is_back(store, open_room):
    """The browser keeps what was tapped and sends it with the first run of its new session."""
    code, secret = open_room()
    rooms.go(store, code, secret, Position("guess", 0, "ask"))
    key = f"vote-{code}-guess-0-label"
    page = Page(phone(1), room=code, tapped={key: 4})
    assert "Your answer is counted" in page.text
    assert [v.value for v in ballots.votes(store, code, "guess")] == [4]


def test_one_phone_is_one_seat_however_often_it_joins(store, open_room):
    code, _ = open_room()
    for _ in range(3):
        Page(phone(7), room=code)
    Page(phone(8), room=code.lower())
    assert ballots.turnout(store, code, Position("lobby"))[0] == 2


def test_a_browser_that_has_told_no_number_yet_takes_no_seat(store, open_room):
    code, _ = open_room()
    assert "Joining" in Page(room=code).text
    assert ballots.turnout(store, code, Position("lobby"))[0] == 0


def test_a_wrong_code_gets_a_sentence_and_another_try(store, open_room):
    code, _ = open_room()
    page = Page(phone(1), room="QQQQQQ")
    assert "No room here has the code QQQQQQ" in page.text
    page.app.text_input(key="room_code").set_value(f" {code[:3].lower()}-{code[3:]} ").run()
    assert "You are in" in page.text
    page = Page(phone(1), room="<script>alert(1)</script>")
    assert "No room here has the code SCRIPTAL" in page.text


def test_a_wrong_secret_does_not_lead(store, open_room):
    code, secret = open_room()
    page = Page(phone(1), room=code, lead=secret[::-1])
    assert "does not lead the room" in page.text
    assert "You are in" in page.text
    assert not [b for b in page.app.button if b.label == "Begin"]


def test_a_vote_after_closing_gets_a_sentence(store, open_room):
    code, secret = open_room()
    rooms.go(store, code, secret, Position("guess", 0, "ask"))
    page = Page(phone(1), room=code)
    rooms.go(store, code, secret, Position("guess", 0, "show"))
    said = page.choose(f"vote-{code}-guess-0-label", 3)
    assert "was not counted" in said
    rooms.go(store, code, secret, Position("guess", 1, "ask"))
    page.run()
    rooms.close(store, code, secret)
    said = page.choose(f"vote-{code}-guess-1-label", 3)
    assert "This room is closed" in said
    assert "was not counted" in said
    assert ballots.votes(store, code, "guess") == []
    assert "closed: nobody can join" not in said
    late = Page(phone(2), room=code).text
    assert "This room is closed" in late
    assert ballots.turnout(store, code, Position("guess"))[0] == 1


def test_the_room_is_closed_opened_again_and_deleted(store, open_room):
    code, secret = open_room()
    lead = Page(room=code, lead=secret)
    assert "This room is closed" in lead.press("Close the room")
    assert "This room is closed" not in lead.press("Open it again")
    lead.app.checkbox(key=f"sure-{code}").check().run()
    lead.press("Delete the room")
    assert rooms.find(store, code) is None
    assert lead.address("room") == ""


def test_a_closed_room_keeps_the_face_that_is_voted_on(store, open_room):
    code, secret = open_room()
    rooms.go(store, code, secret, Position("guess", 1))
    person = Page(phone(0), room=code)
    person.choose(f"vote-{code}-guess-1-label", 2)
    rooms.close(store, code, secret)
    assert "Face 2" not in person.run()
    rooms.close(store, code, secret, closed=False)
    rooms.go(store, code, secret, Position("guess", 1, "show"))
    rooms.close(store, code, secret)
    assert "Face 2" in person.run()


def test_reasons_are_in_the_facilitators_handout_only(store, open_room):
    code, secret = open_room("poll", faces=0)
    rooms.go(store, code, secret, Position("before"))
    person = Page(phone(0), room=code)
    person.app.text_area(key=f"vote-{code}-before-0-reason").set_value("As Eve said")
    person.press("Send the reason")
    rooms.go(store, code, secret, Position("results", 0, "show"))
    room = rooms.find(store, code)
    assert "As Eve said" in handout.document(room).html()
    assert "As Eve said" not in handout.document(room, reasons=False).html()
    assert "Participants get one without the reasons" in Page(room=code, lead=secret).text
    assert "Participants get one" not in person.run()


def test_buttons_that_lead_on_have_the_name_of_their_step(store, open_room):
    """So that the second click of a double-click presses nothing that came after the first."""
    code, secret = open_room()
    lead = Page(room=code, lead=secret)
    keys = {str(b.key) for b in lead.app.button}
    lead.press("Begin")
    later = {str(b.key) for b in lead.app.button}
    assert not {key for key in keys & later if key.startswith(("room-on", "room-back"))}


def test_two_facilitators_screens_follow_one_another(store, open_room):
    code, secret = open_room()
    one, other = (Page(room=code, lead=secret) for _ in range(2))
    one.press("Begin")
    assert "Face 1 of 2" in other.run()


def test_a_step_can_be_left_out_or_taken_again(store, open_room):
    code, secret = open_room()
    lead = Page(room=code, lead=secret)
    lead.app.selectbox(key=f"room-to-{code}").set_value("results").run()
    lead.press("Go there")
    assert rooms.find(store, code).position.stage == "results"
    lead.press("Back")
    assert rooms.find(store, code).position == Position("guess", 1, "show")


def test_the_same_poll_before_and_after_shows_the_change(store, open_room):
    code, secret = open_room("poll", faces=0)
    rooms.go(store, code, secret, Position("before"))
    people = [Page(phone(n), room=code) for n in range(2)]
    lead = Page(room=code, lead=secret)
    for page in people:
        page.choose(f"vote-{code}-before-0-police", 3)
    key = f"vote-{code}-before-0-reason"
    people[0].app.text_area(key=key).set_value("It helps <b>me</b>")
    assert "Your answer is counted" in people[0].press("Send the reason")
    people[1].app.text_area(key=key).set_value("rude " * 1000)
    said = people[1].press("Send the reason")
    assert "The reason has 4,999 characters; up to 500 fit. Shorten it." in said
    lead.press("On to: Should this exist? After")
    for page in people:
        page.run()
        assert control(page, f"vote-{code}-after-0-police").value is None  # no anchor
    people[0].choose(f"vote-{code}-after-0-police", 0)
    people[1].choose(f"vote-{code}-after-0-police", 3)
    said = lead.press("Close the vote")
    assert "Law enforcement moved the room most: 1 of 2 towards no." in said
    assert "Law enforcement, before: No 0, Rather no 0, Rather yes 0, Yes 2" in said
    assert "Law enforcement, after: No 1, Rather no 0, Rather yes 0, Yes 1" in said
    assert "towards no" in people[0].run()
    assert "It helps" not in said
    lead.app.toggle(key=f"reasons-{code}").set_value(True).run()
    assert "It helps &lt;b&gt;me&lt;/b&gt;" in lead.text
    lead.press("Take out")
    assert "It helps" not in lead.text
    assert not [v for v in ballots.votes(store, code, "before") if v.field == "reason"]


def test_the_room_s_medians_are_what_errors_cost(store, open_room):
    code, secret = open_room("costs", faces=0)
    rooms.go(store, code, secret, Position("costs"))
    for n, place in enumerate((3, 4, 7)):  # 5, 10 and 100
        Page(phone(n), room=code).choose(f"vote-{code}-costs-0-police:false_alarm", place)
    lead = Page(room=code, lead=secret)
    said = lead.press("Close the vote")
    assert "a false alarm 10 (5 to 100, n = 3)" in said
    changes = rooms.find(store, code).changes
    assert "Neutral-Angry-10" in changes
    person = Page(phone(0), room=code)
    assert "a false alarm 10" in person.text
    assert "alarms are false" in person.text
    alarms = re.search(r"of 1,000 faces called Angry, (\d+) are", said)[1]
    number = next(e for e in lead.app.number_input if e.key == "share-police-0")
    assert number.value == 10
    number.set_value(400.0).run()  # the facilitator sets it otherwise, for everyone
    assert not lead.app.exception
    assert "Angry-400" in rooms.find(store, code).changes
    more = re.search(r"of 1,000 faces called Angry, (\d+) are", lead.run())[1]
    assert int(more) > int(alarms)
    assert f"faces called Angry, {more} are" in person.run()
    kept = rooms.find(store, code).changes
    lead.press("On to: Results")
    lead.press("Back")
    lead.run()
    lead.press("On to: Results")
    assert rooms.find(store, code).changes == kept
    assert lead.address("costs") == ""
    assert lead.address("room") == code


def test_what_the_facilitator_sets_is_saved_before_the_page_is_drawn(store, open_room, monkeypatch):
    """A screen that is left while it is drawn has saved what was set on it."""
    code, secret = open_room("costs", faces=0)
    rooms.go(store, code, secret, Position("costs", 0, "show"))
    lead = Page(room=code, lead=secret)

    def number(key):
        return next(e for e in lead.app.number_input if e.key == key)

    with monkeypatch.context() as patch:
        patch.setattr(price.costs, "show", lambda top: st.stop())
        number("share-police-0").set_value(400.0).run()
    assert rooms.find(store, code).changes == "Angry-400"
    lead.run()
    assert number("share-police-0").value == 400
    lead.press("On to: Results")
    assert rooms.find(store, code).changes == "Angry-400"


def test_what_is_tried_outside_a_room_stays_outside(store, open_room):
    code, secret = open_room("costs", faces=0)
    rooms.go(store, code, secret, Position("costs", 0, "show"))
    lead = Page(room=code, lead=secret)
    for key in ("room", "lead"):
        del lead.app.query_params[key]
        lead.app.session_state[f"kept_{key}"] = ""
    lead.run()
    next(e for e in lead.app.number_input if e.key == "share-police-0").set_value(400.0).run()
    assert lead.address("costs") == "Angry-400"
    lead.app.query_params["room"], lead.app.query_params["lead"] = code, secret
    lead.run()
    assert rooms.find(store, code).changes == ""


def test_with_rooms_turned_off_the_activities_stay_and_old_links_get_a_sentence(
    store, open_room, monkeypatch
):
    code, secret = open_room()
    page = Page()
    assert "turned off" not in page.text
    person, lead = Page(phone(1), room=code), Page(room=code, lead=secret)
    monkeypatch.setenv("FER_ROOMS", "off")
    said = page.run()
    assert "turned off on this server (`FER_ROOMS=off`)" in said
    assert "What does an error cost?" in said
    assert "Open a room" not in [b.label for b in page.app.button]
    assert not page.app.text_input
    for old in (person, lead, Page(room="new"), Page(room="K7M2PX")):
        assert "Rooms are turned off here" in old.run()
        assert [b.label for b in old.app.button] == ["To the activities, without a room"]
        assert not old.app.get("button_group")
    assert "What does an error cost?" in person.press("To the activities")
    assert person.address("room") == ""
    assert rooms.find(store, code).position == Position("lobby", 0, "show")


def test_another_context_asks_anew(store, open_room):
    code, secret = open_room("costs", faces=0)
    rooms.go(store, code, secret, Position("costs"))
    person, lead = Page(phone(0), room=code), Page(room=code, lead=secret)
    person.choose(f"vote-{code}-costs-0-police:miss", 1)
    lead.choose(f"place-{code}", "hiring")
    assert rooms.find(store, code).context == "hiring"
    assert "Hiring" in person.run()
    assert control(person, f"vote-{code}-costs-0-hiring:miss").value is None
    assert "Your answer is counted" not in person.text
    assert "<b>0</b> of 1 answered" in lead.run()
    lead.choose(f"place-{code}", "police")
    assert "Your answer is counted" in person.run()
    assert "<b>1</b> of 1 answered" in lead.run()


def test_a_screen_that_lags_behind_does_not_mix_two_uses(store, open_room):
    """Its button was drawn when another use was asked about."""
    code, secret = open_room("costs", faces=0)
    rooms.go(store, code, secret, Position("costs"))
    Page(phone(0), room=code).choose(f"vote-{code}-costs-0-police:miss", 1)
    lagging = Page(room=code, lead=secret)
    rooms.set_stakes(store, code, secret, "hiring", "")
    lagging.press("Close the vote")
    room = rooms.find(store, code)
    assert (room.context, room.changes) == ("hiring", "")


def test_looking_at_another_use_loses_no_medians(store, open_room):
    code, secret = open_room("costs", faces=0)
    rooms.go(store, code, secret, Position("costs"))
    Page(phone(0), room=code).choose(f"vote-{code}-costs-0-police:miss", 1)
    lead = Page(room=code, lead=secret)
    lead.press("Close the vote")
    kept = rooms.find(store, code).changes
    assert kept
    for place in ("Hiring", "Law enforcement"):
        picked = next(e for e in lead.app.get("button_group") if e.key == "context")
        picked.set_value(next(one.id for one in CONTEXTS if one.title == place)).run()
        lead.run()
    assert rooms.find(store, code).changes == kept


def test_the_browsers_back_changes_nothing_of_a_room(store, open_room, monkeypatch):
    code, secret = open_room("costs", faces=0)
    rooms.go(store, code, secret, Position("costs"))
    Page(phone(0), room=code).choose(f"vote-{code}-costs-0-police:miss", 1)
    lead = Page(room=code, lead=secret)
    lead.press("Close the vote")
    kept = rooms.find(store, code).changes
    monkeypatch.setattr(state_history, "goes_back", lambda: True)
    for key in ("costs", "context"):
        lead.app.query_params.pop(key, None)
    lead.app.query_params["context"] = "hiring"
    lead.run()
    monkeypatch.undo()
    lead.run()
    room = rooms.find(store, code)
    assert (room.context, room.changes) == ("police", kept)


def test_a_jump_past_the_reveal_still_counts_with_the_medians(store, open_room):
    code, secret = open_room("costs", faces=0)
    rooms.go(store, code, secret, Position("costs"))
    Page(phone(0), room=code).choose(f"vote-{code}-costs-0-police:miss", 1)
    lead = Page(room=code, lead=secret)
    lead.app.selectbox(key=f"room-to-{code}").set_value("results").run()
    said = lead.press("Go there")
    assert "Law enforcement" in said
    assert "a missed face 1 (1 to 1, n = 1)" in said
    assert rooms.find(store, code).changes


def test_fooling_the_model_tells_the_room_one_line_and_only_on_request(store, open_room):
    code, secret = open_room("fool", faces=0)
    rooms.go(store, code, secret, Position("fool"))
    person = Page(phone(0), room=code)
    person.choose("fool_way", "upload")
    person.app.file_uploader(key="uploads").set_value(("me.jpg", grace_hopper(), "image/jpeg"))
    person.app.run()
    assert "Choose the label that you want" in person.text
    said = person.choose("fool_target", "Happy")
    assert re.search(r"<b>(Reached|Not yet)\.</b>", said)
    assert ballots.votes(store, code, "fool") == []
    person.press("Tell the room")
    [vote] = ballots.votes(store, code, "fool")
    assert (vote.field, vote.text) == ("Happy", "")
    said = Page(room=code, lead=secret).text
    assert "Happy" in said
    assert "highest probability" in said


def test_where_the_camera_is_off_only_uploads_are_offered(store, open_room, monkeypatch):
    monkeypatch.setenv("FER_CAMERA", "off")
    code, secret = open_room("fool", faces=0)
    rooms.go(store, code, secret, Position("fool"))
    person = Page(phone(0), room=code)
    assert control(person, "fool_way").options == [":material/upload: Upload"] or (
        len(control(person, "fool_way").options) == 1
    )


def test_cards_stand_on_every_screen(store, open_room):
    code, secret = open_room("cards", faces=0)
    lead, person = Page(room=code, lead=secret), Page(phone(0), room=code)
    lead.press("Begin")
    titles = []
    for n in range(1, 6):
        assert f"Card {n} of 5" in lead.text
        assert f"Card {n} of 5" in person.run()
        titles.append(re.search(r"#### (.*)", person.text)[1])
        lead.press("On to" if n == 5 else "Next card")
    assert len(set(titles)) == 5
    assert "Handout" in lead.text


def test_every_step_of_the_longest_plan_has_its_screens(store, open_room):
    stages = {stage for plan in PLANS.values() for stage, _ in plan.stages}
    assert stages == {stage for stage, _ in PLANS["90"].stages}
    code, secret = open_room("90", faces=1)
    lead, person = Page(room=code, lead=secret), Page(phone(0), room=code)
    for at in PLANS["90"].walk(1)[1:]:
        button = next(b for b in lead.app.button if str(b.key).startswith("room-on"))
        button.click().run()
        assert not lead.app.exception
        assert rooms.find(store, code).position == at
        person.run()
    assert "Handout" in lead.text
    assert "Handout" in person.text


def test_the_results_name_every_face_that_was_voted_on(store, open_room):
    code, secret = open_room(faces=4)
    room = rooms.find(store, code)
    for n in range(3):
        ballots.join(store, code, f"p{n}")
    for item in range(3):
        at = Position("guess", item, "ask")
        rooms.go(store, code, secret, at)
        for n in range(3):
            ballots.vote(store, code, f"p{n}", at, "label", item if n else 7)
    rooms.go(store, code, secret, Position("results", 0, "show"))
    said = Page(room=code, lead=secret).text
    assert re.findall(r"Face (\d)", said) == ["1", "2", "3"]
    assert "Angry 2 of 3" in said
    assert "agreement on 3 faces" in said
    assert len(room.faces) == 4


def test_a_dataset_that_went_away_gets_a_sentence(store, open_room):
    room, secret = rooms.open_room(
        store, "guess", "gone", (1, 2), "police", Position("guess", 0, "ask")
    )
    for page in (Page(room=room.code, lead=secret), Page(phone(1), room=room.code)):
        assert "'gone' is not on this server any more" in page.text


def test_a_store_that_is_away_gets_a_sentence(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DATABASE_URL", "postgresql://fer@127.0.0.1:1/nowhere")
    assert "cannot be reached" in Page(phone(1), room="K7M2PX").text
