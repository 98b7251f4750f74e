"""Carries out what a call machine orders of telephones and of the house, and tells it how that went."""

from ari_controller.call import orders
from ari_controller.call.errands import Errands
from ari_controller.call.leg import NotConnected, Post, Telephones
from ari_controller.call.signals import Broken


class Telephony:
    """One call's."""

    def __init__(self, telephones: Telephones | None, errands: Errands | None, name: str) -> None:
        """Operators see the caller's number, or the `name` of the business."""
        self._telephones, self._errands, self._name = telephones, errands, name

    async def carry_out(self, errand: orders.Errand, post: Post) -> None:
        """Returns when it is done or has failed; `post` is told."""
        order = errand.order
        match errand:
            case orders.Carry():
                done = orders.Carried(order, "unavailable")
                post(done if self._errands is None else await self._errands.carry(order))
            case orders.Release():
                await self._release(order, post)
            case _ if self._telephones is None:
                post(orders.Lost(order, "no_asterisk"))
            case orders.Ring():
                await self._tried(order, post, answered=True)
            case orders.Connect():
                await self._tried(order, post, answered=False)

    async def _tried(self, order: orders.Order, post: Post, *, answered: bool) -> None:
        if self._telephones is None:
            return
        try:
            if answered:
                await self._telephones.ring(order, self._name)
                post(orders.Answered(order))
            else:
                await self._telephones.connect(order)
                post(orders.Connected(order))
        except NotConnected as error:
            post(orders.Lost(order, str(error)))

    async def _release(self, order: orders.Order, post: Post) -> None:
        try:
            if self._telephones is not None:
                await self._telephones.release(order)
        except NotConnected:
            post(orders.Released(order))
            post(Broken("media"))
        else:
            post(orders.Released(order))


def display(number: str | None, business: str) -> str:
    """What an operator's telephone shows: `"Salon Anna" <+491701234567>`."""
    name = "".join(letter for letter in business if letter.isprintable() and letter not in '"<>\\')
    return f'"{name}" <{number}>' if number else f'"{name}" <anonymous>'
