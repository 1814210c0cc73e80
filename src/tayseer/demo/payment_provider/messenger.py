"""Tells the platform what happened, again and again until it says that it has understood."""

import json
import logging
import threading
import time
from dataclasses import dataclass, field

import httpx

from tayseer.demo.payment_provider.bank import Bank, Message
from tayseer.exchange import signing

logger = logging.getLogger("payment_provider")

LONGEST_PAUSE_SECONDS = 60.0
TIMEOUT_SECONDS = 10.0


@dataclass
class Messenger:
    """Delivers owed messages in a thread of its own; a message is signed anew, with a new nonce, at every attempt."""

    bank: Bank
    signer: signing.Signer
    callback: str
    first_pause: float = 1.0
    attempts: dict[str, int] = field(default_factory=dict)
    retry_at: dict[str, float] = field(default_factory=dict)
    wake: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Deliver until told to stop."""
        while not self.stopping.is_set():
            self.wake.clear()
            for message in self.bank.due():
                if self.retry_at.get(message.number, 0) <= time.monotonic() and not self.stopping.is_set():
                    self._try(message)
            self.wake.wait(min(0.25, self.first_pause))

    def stop(self) -> None:
        """Ask the thread to end; what is not delivered stays owed and is told after the next start."""
        self.stopping.set()
        self.wake.set()

    def _try(self, message: Message) -> None:
        if self.deliver(message):
            self.bank.delivered(message.number)
            self.attempts.pop(message.number, None)
            self.retry_at.pop(message.number, None)
            return
        attempt = self.attempts[message.number] = self.attempts.get(message.number, 0) + 1
        pause = min(self.first_pause * 2 ** (attempt - 1), LONGEST_PAUSE_SECONDS)
        self.retry_at[message.number] = time.monotonic() + pause
        logger.warning("message %s was not taken, attempt %d; next in %.1f s", message.number, attempt, pause)

    def deliver(self, message: Message) -> bool:
        """Send a message once; true when the platform answered that it took it."""
        body = json.dumps(message.content, ensure_ascii=False).encode()
        headers = signing.sign_request(
            signer=self.signer, method="POST", url=self.callback, body=body, idempotency_key=message.number
        )
        try:
            with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
                answer = client.post(self.callback, content=body, headers=headers)
        except httpx.HTTPError as reason:
            logger.info("the platform cannot be reached: %s", reason)
            return False
        if not answer.is_success:
            logger.info("the platform answered %d: %s", answer.status_code, answer.text[:300])
        return answer.is_success
