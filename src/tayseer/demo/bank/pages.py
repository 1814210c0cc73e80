"""The bank's pages; they look unlike the platform's, as another house's would, and need no JavaScript."""

import html
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tayseer.demo.bank.counter import Visit
from tayseer.demo.bank.relying import Learnt
from tayseer.demo.bank.words import PROBLEMS, say
from tayseer.kit.formats import moment_text

LANGUAGES = ("ar", "en")

_STYLE = """
*{box-sizing:border-box}
body{margin:0;background:#f7f2ee;color:#2c1a20;font:1rem/1.75 system-ui,'Noto Naskh Arabic',sans-serif}
.wrap{max-inline-size:42rem;margin-inline:auto;padding-inline:1rem}
header{background:#6d1b3b;color:#fff}header strong{font-size:1.3rem}
header .wrap{display:flex;justify-content:space-between;align-items:center;gap:1rem;padding-block:.9rem}
header a{color:#fff;min-block-size:2.75rem;display:flex;align-items:center;padding-inline:.5rem}
.made-up{background:#ffe9a8;color:#3d2d00;font-size:.95rem}.made-up p{margin-block:0;padding-block:.5rem}
main{background:#fff;border-radius:.75rem;margin-block:1.5rem;padding:1.25rem 1.25rem 1.75rem;border:1px solid #e6d8d0}
h1{font-size:1.6rem;line-height:1.4;margin:0 0 .5rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:1rem 0 .25rem}p{margin-block:.5rem}ul{margin-block:.5rem;padding-inline-start:1.4rem}
.answers{list-style:none;padding:0;display:grid;gap:.75rem}.answers b{display:block;font-size:1.35rem}
.answers li{border:1px solid #e6d8d0;border-inline-start:.4rem solid #6d1b3b;border-radius:.5rem;padding:.75rem 1rem}
dl{margin:1.25rem 0}dt{font-weight:600;margin-block-start:.75rem}dd{margin:0;overflow-wrap:anywhere}
code,pre{font:.85rem/1.6 ui-monospace,monospace}pre{background:#f7f2ee;padding:.75rem;border-radius:.5rem}
pre{direction:ltr;text-align:left;white-space:pre-wrap;overflow-wrap:anywhere}.note{color:#6b525a;font-size:.95rem}
.told{background:#fdeef3;border:1px solid #c98aa2;border-radius:.5rem;padding:.5rem 1rem;margin-block:1rem}
button{font:inherit;font-weight:600;min-block-size:3rem;border-radius:.5rem;padding-inline:1.5rem;cursor:pointer}
button{border:2px solid #6d1b3b;background:#6d1b3b;color:#fff}button.quiet{background:#fff;color:#6d1b3b}
form{margin-block:1.25rem .5rem}a{color:#6d1b3b}
summary{cursor:pointer;min-block-size:2.75rem;display:list-item;padding-block:.5rem}
a:focus-visible,button:focus-visible,summary:focus-visible{outline:3px solid #b97700;outline-offset:2px}
"""
_NOT_LEARNT = ("not_name", "not_number", "not_birth", "not_expiry", "not_nationality", "not_contact")


class Page:
    """Writes the pages of one answer: in one language, with the number once used that lets the style in."""

    def __init__(self, lang: str) -> None:
        """In: `ar` or `en`."""
        self.lang = lang
        #: Stands in the policy of the answer too (CSP level 3).
        self.nonce = secrets.token_urlsafe(12)

    def front(self, *, problem: str = "") -> bytes:
        """Where one begins, or what came of it when it did not work out: then `problem` names one of `PROBLEMS`."""
        told = ""
        if problem:
            key = problem if problem in PROBLEMS else "refused"
            named = f' <code dir="ltr">{html.escape(key)}</code>'
            told = f'<div class="told" role="status"><p><strong>{self._w("not_signed_in")}</strong>{named}</p>'
            told += f"<p>{self._w(key)}</p></div>"
        asked = "".join(f"<li>{self._w(key)}</li>" for key in ("age_question", "residence_question"))
        return self._page(
            self._w("welcome"),
            f"{told}<p>{self._w('lead')}</p><h2>{self._w('asks')}</h2><ul>{asked}</ul>"
            f'{self._button("sign-in", "sign_in")}<p class="note">{self._w("level_note")}</p>',
            before=self._w("not_signed_in") if problem else "",
        )

    def account(self, learnt: Learnt, *, consents: str) -> bytes:
        """Exactly what the bank was told, and what it was not; `consents` is the page where it is taken back."""
        age, residence = learnt.answers.get("age_over_18"), learnt.answers.get("residence_valid")
        may = age is True and residence is not False
        # That no iqama is on record says something about the nationality, so it is not among what was not learnt.
        hidden = [key if residence is not None or key != "not_nationality" else "not_sex" for key in _NOT_LEARNT]
        not_learnt = "".join(f"<li>{self._w(key)}</li>" for key in hidden)
        level = "level_3" if str(learnt.id_claims["acr"]).endswith(":3") else "level_2"
        at = datetime.fromtimestamp(int(learnt.id_claims["auth_time"]), UTC)
        return self._page(
            self._w("learnt"),
            f'<p>{self._w("learnt_lead")}</p><ul class="answers">{self._answer("age_question", age)}'
            f"{self._answer('residence_question', residence)}</ul>"
            f'<p class="told"><strong>{self._w("may_open" if may else "may_not_open")}</strong></p>'
            f'<dl><dt>{self._w("number")}</dt><dd><code><bdi dir="ltr">{html.escape(learnt.subject)}</bdi></code></dd>'
            f'<dd class="note">{self._w("number_note")}</dd>'
            f"<dt>{self._w('level')}</dt><dd>{self._w(level)}</dd>"
            f"<dt>{self._w('signed_in_at')}</dt><dd>{html.escape(self._moment(at))}</dd></dl>"
            f"<h2>{self._w('not_learnt')}</h2><ul>{not_learnt}</ul>"
            f"<details><summary>{self._w('word_for_word')}</summary><h3>{self._w('of_the_questions')}</h3>"
            f"{_json({'sub': learnt.subject, **learnt.answers})}<h3>{self._w('of_the_token')}</h3>"
            f"{_json(learnt.id_claims)}</details>"
            f'<p><a href="{html.escape(consents)}">{self._w("consents")}</a></p>'
            f"{self._button('sign-out', 'sign_out', quiet=True)}",
        )

    def ended(self, visit: Visit) -> bytes:
        """That the sign-in ended by a notice of the platform: why, and since when."""
        is_revoked = visit.ended == "consent_revoked"
        at = self._moment(visit.ended_at) if visit.ended_at else ""
        return self._page(
            self._w("ended" if is_revoked else "left"),
            f'<div class="told" role="status"><p>{self._w(visit.ended or "signed_out")}</p></div>'
            f"<dl><dt>{self._w('heard_at')}</dt><dd>{html.escape(at)}</dd></dl>{self._button('sign-in', 'sign_in')}",
        )

    def goodbye(self) -> bytes:
        """That the person signed out of the bank."""
        return self._page(self._w("goodbye"), f"<p>{self._w('goodbye_text')}</p>{self._to_front()}")

    def lost(self) -> bytes:
        """The page for an address that the bank does not know."""
        return self._page(self._w("lost"), f"<p>{self._w('lost_text')}</p>{self._to_front()}")

    def _answer(self, question: str, said: object) -> str:
        words = self._w("not_said" if said is None else "yes" if said is True else "no")
        return f"<li>{self._w(question)} <b>{words}</b></li>"

    def _button(self, where: str, key: str, *, quiet: bool = False) -> str:
        kind = ' class="quiet"' if quiet else ""
        return f'<form method="post" action="/{self.lang}/{where}"><button{kind}>{self._w(key)}</button></form>'

    def _to_front(self) -> str:
        return f'<p><a href="/{self.lang}/">{self._w("front")}</a></p>'

    def _moment(self, at: datetime) -> str:
        return moment_text(at).in_(self.lang)

    def _w(self, key: str) -> str:
        return html.escape(say(key, self.lang))

    def _page(self, title: str, content: str, *, before: str = "") -> bytes:
        lang, other = self.lang, "en" if self.lang == "ar" else "ar"
        direction = "rtl" if lang == "ar" else "ltr"
        # The title says first what went wrong, for those who hear it before the page.
        named = f"{before}: {title}" if before else title
        return (
            f'<!doctype html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>{named} · {self._w("bank")}</title><link rel="icon" href="data:,">'
            f'<style nonce="{self.nonce}">{_STYLE}</style></head><body><header><div class="wrap">'
            f'<strong>{self._w("bank")}</strong><a href="/{other}/" lang="{other}" hreflang="{other}">'
            f"{self._w('other_language')}</a></div></header>"
            f'<div class="made-up"><p class="wrap">{self._w("made_up")}</p></div>'
            f'<div class="wrap"><main><h1>{title}</h1>{content}</main></div></body></html>'
        ).encode()


def _json(claims: Mapping[str, Any]) -> str:
    return f"<pre>{html.escape(json.dumps(claims, ensure_ascii=False, indent=2))}</pre>"
