"""The bank's own pages, in Arabic and English; they look unlike the platform's, as another house's would."""

import html
from decimal import Decimal

from tayseer.demo.payment_provider.bank import Session

_STYLE = """
*{box-sizing:border-box}body{margin:0;background:#eef1f8;color:#1b2240}
body{font:1rem/1.7 system-ui,'Noto Naskh Arabic',sans-serif}
header{background:#23306b;color:#fff;padding-block:1rem}header p{margin:0;font-size:.9rem;opacity:.9}
.wrap{max-inline-size:34rem;margin-inline:auto;padding-inline:1rem}strong.name{font-size:1.25rem}
main{background:#fff;border-radius:1rem;margin-block:1.5rem;padding:1.5rem;box-shadow:0 1px 4px rgb(20 30 80/12%)}
h1{font-size:1.4rem;margin:0 0 .5rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin-block:1rem}
dt{color:#4c5680}dd{margin:0;font-weight:600}.sum{font-size:1.8rem}
button{font:inherit;inline-size:100%;min-block-size:2.9rem;border-radius:.6rem;border:2px solid #23306b;background:#fff;
color:#23306b;cursor:pointer;padding-inline:1rem;margin-block-start:.6rem}button.main{background:#23306b;color:#fff;font-weight:600}
button:focus-visible,a:focus-visible,summary:focus-visible{outline:3px solid #d98b00;outline-offset:2px}
summary{cursor:pointer;margin-block-start:1.25rem;min-block-size:2rem}.note{color:#4c5680;font-size:.92rem}
a{color:#23306b}
"""

_WORDS = {
    "bank": ("مصرف التجربة", "Demo Bank"),
    "made_up": ("مصرف متخيَّل للتجربة: لا تُدخل بيانات بطاقة، ولا يُخصم منك شيء.",
                "A made-up bank for the demonstration: no card details are asked for and nothing is charged."),
    "title": ("ادفع الفاتورة", "Pay the bill"),
    "for": ("مقابل", "For"),
    "bill": ("رقم الفاتورة", "Bill number"),
    "sum": ("المبلغ", "Amount"),
    "pay": ("ادفع الآن", "Pay now"),
    "decline": ("ارفض الدفع (كأن المصرف رفض البطاقة)", "Decline (as if the bank refused the card)"),
    "more": ("جرّب ما قد يقع في الواقع", "Try what happens in real life"),
    "pay_twice": ("ادفع مرتين: يُخصم المبلغ مرتين", "Pay twice: the sum is charged twice"),
    "tell_twice": ("ادفع مرة، ويصل إشعار المصرف مرتين", "Pay once; the bank's message arrives twice"),
    "pay_late": ("ادفع، ويتأخر إشعار المصرف نصف دقيقة", "Pay; the bank's message comes half a minute late"),
    "pay_less": ("ادفع مبلغًا ناقصًا ريالًا", "Pay one riyal too little"),
    "answered": ("انتهت هذه الزيارة", "This visit is over"),
    "answered_text": ("أجبتَ عن طلب الدفع هذا من قبل، ولن يُخصم المبلغ مرة أخرى.",
                      "You have answered this request already. The sum will not be charged again."),
    "back": ("العودة إلى المنصة", "Back to the platform"),
    "lost": ("لا نجد هذه الصفحة", "This page is not found"),
    "lost_text": ("ارجع إلى الفاتورة في المنصة وابدأ الدفع منها.",
                  "Go back to the bill on the platform and start from there."),
}  # fmt: skip


def pay_page(session: Session, *, nonce: str) -> bytes:
    """The page on which the payer decides, or the news that the visit is over."""
    lang = session.lang
    if session.state != "begun":
        link = f'<p><a href="{html.escape(session.return_url)}">{_w("back", lang)}</a></p>'
        return _page(lang, nonce, _w("answered", lang), f"<p>{_w('answered_text', lang)}</p>{link}")
    purpose = session.ar if lang == "ar" else session.en
    rows = (
        f"<dl><dt>{_w('for', lang)}</dt><dd>{html.escape(purpose)}</dd>"
        f'<dt>{_w("bill", lang)}</dt><dd><bdi dir="ltr">{html.escape(session.bill)}</bdi></dd>'
        f'<dt>{_w("sum", lang)}</dt><dd class="sum">{_money(session.amount, lang)}</dd></dl>'
    )
    more = "".join(_button(choice, lang) for choice in ("pay_twice", "tell_twice", "pay_late", "pay_less"))
    form = (
        f'<form method="post">{_button("pay", lang, main=True)}{_button("decline", lang)}'
        f"<details><summary>{_w('more', lang)}</summary>{more}</details></form>"
    )
    return _page(lang, nonce, _w("title", lang), rows + form)


def lost_page(*, lang: str, nonce: str) -> bytes:
    """The page for an address the bank does not know."""
    return _page(lang, nonce, _w("lost", lang), f"<p>{_w('lost_text', lang)}</p>")


def _w(key: str, lang: str) -> str:
    ar, en = _WORDS[key]
    return html.escape(ar if lang == "ar" else en)


def _money(amount: Decimal, lang: str) -> str:
    shown = f"{amount:,.2f}".removesuffix(".00")
    return f'<bdi dir="ltr">{shown}</bdi> {"ريال" if lang == "ar" else "SAR"}'


def _button(choice: str, lang: str, *, main: bool = False) -> str:
    kind = ' class="main"' if main else ""
    return f'<button{kind} name="choice" value="{choice}">{_w(choice, lang)}</button>'


def _page(lang: str, nonce: str, title: str, content: str) -> bytes:
    direction = "rtl" if lang == "ar" else "ltr"
    return (
        f'<!doctype html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} · {_w('bank', lang)}</title>"
        f'<style nonce="{nonce}">{_STYLE}</style></head><body><header><div class="wrap"><strong class="name">'
        f'{_w("bank", lang)}</strong><p>{_w("made_up", lang)}</p></div></header><div class="wrap"><main>'
        f"<h1>{title}</h1>{content}</main></div></body></html>"
    ).encode()
