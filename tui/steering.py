"""Steering a call from any view that has one chosen: asks for what is missing, gives the order, waits for its event."""

from collections.abc import Callable, Mapping
from typing import Any

from storage.live.model import LiveCall
from tui.orders import PATIENCE_S, Given
from tui.screens.base import DeskScreen, Handlers
from tui.widgets.prompt_line import Prompt

DIGITS = 4


class SteeringScreen(DeskScreen):
    """A view whose chosen call can be steered."""

    def handlers(self) -> Handlers:
        """One for each action of a call."""
        plain = ("takeover", "hand_back", "listen", "stop_listening", "hang_up")
        return {
            **{f"call.{verb}": self._plain(verb) for verb in plain},
            "call.hint": self._text("hint"),
            "call.say": self._text("say"),
            "call.mute": self._mute,
            "call.transfer": self._transfer,
            "call.call_back": self._call_back,
            "call.note": self._note,
            "call.block": self._block,
        }

    def _chosen(self) -> LiveCall:
        call = self.chosen_call()
        assert call is not None, "an action of a call is barred without one"
        return call

    def _plain(self, verb: str) -> Callable[[], None]:
        def order() -> None:
            self.order(self._chosen(), verb)

        return order

    def _text(self, verb: str) -> Callable[[], None]:
        def ask() -> None:
            call, words = self._chosen(), self.words
            prompt = Prompt(
                words(f"prompt.{verb}"),
                lambda text: self.order(call, verb, {"text": text}),
                hint=words(f"prompt.{verb}_hint"),
                most=300,
            )
            self.desk.ask(prompt)

        return ask

    def _mute(self) -> None:
        call = self._chosen()
        self.order(call, "unmute" if call.muted else "mute")

    def _transfer(self) -> None:
        """To one of the people that the business names; a digit chooses."""
        call = self._chosen()
        people = self.desk.transfers(call.business)
        if not people:
            self.desk.tell("transfer.nobody", severity="warning")
            return
        listed = " · ".join(f"{at} {name}" for at, (_, name) in enumerate(people, 1))

        def chosen(text: str) -> None:
            number = int(text) if text.isdigit() else 0
            keys = [key for key, name in people if text.casefold() in name.casefold()]
            if 1 <= number <= len(people):
                self.order(call, "transfer", {"to": people[number - 1][0]})
            elif len(keys) == 1:
                self.order(call, "transfer", {"to": keys[0]})
            else:
                self.desk.tell("transfer.unknown", severity="warning", text=text)

        self.desk.ask(Prompt(self.words("prompt.transfer", people=listed), chosen, most=40))

    def _call_back(self) -> None:
        call = self._chosen()

        def promised(text: str) -> None:
            self.order(call, "call_back", {"words": text} if text else {})

        hint = self.words("prompt.call_back_hint")
        self.desk.ask(Prompt(self.words("prompt.call_back"), promised, hint=hint, empty=True))

    def _note(self) -> None:
        call = self._chosen()

        def noted(text: str) -> None:
            path = f"/calls/{call.call}/note"
            self.send(path, {"text": text}, lambda _: self.desk.tell("note.kept"))

        self.desk.ask(Prompt(self.words("prompt.note"), noted))

    def _block(self) -> None:
        """Needs the number's last four digits: a slip cannot block somebody else."""
        call = self._chosen()

        def typed(text: str) -> None:
            if (call.caller or "")[-DIGITS:] != text:
                self.desk.tell("block.wrong", severity="warning")
                return
            self.order(call, "block", {"digits": text})

        self.desk.ask(Prompt(self.words("prompt.block"), typed, most=DIGITS))

    def order(self, call: LiveCall, verb: str, body: Mapping[str, Any] | None = None) -> None:
        """Gives an order; from now on its events tell how it stands."""

        def taken(answer: dict[str, Any]) -> None:
            desk = self.desk
            given = desk.orders.add(str(answer.get("order")), verb, call.call, desk.now())
            desk.tell_order(given)
            self.set_timer(PATIENCE_S, desk.tell_late)

        self.send(f"/calls/{call.call}/{verb}", body, taken)

    def order_texts(self) -> dict[str, str]:
        """By call: how the operator's own order stands."""
        return {one.call: standing_text(self, one) for one in self.desk.orders.given.values()}


def standing_text(screen: DeskScreen, given: Given) -> str:
    """An order under way in words."""
    verb = screen.words.or_code("verb", given.verb)
    return screen.words(f"order.{given.standing}", verb=verb)
