"""What a person sees when something goes wrong: what happened, why, and what to do, in the language of the address.

These pages ask nothing of the database, of templates or of the session, because any of these may be what went wrong.
"""

import sys
from dataclasses import dataclass
from html import escape

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import requires_csrf_token

from tayseer.kit.text import Text
from tayseer.partners import problems
from tayseer.partners.operations import language_of
from tayseer.partners.problems import Problem

API = "/api/"
KILOBYTE, MEGABYTE = 1_024, 1_048_576


@dataclass(frozen=True)
class Words:
    """One language's words for one kind of trouble."""

    title: str
    why: str
    what_to_do: str


@dataclass(frozen=True)
class Trouble:
    """A kind of trouble, its status code, and its words in both languages."""

    status: int
    ar: Words
    en: Words


NOT_FOUND = Trouble(
    404,
    Words(
        "الصفحة غير موجودة",
        "العنوان غير صحيح، أو أن الصفحة لم تعد متاحة، أو أنها تخص حسابًا آخر.",
        "تحقق من العنوان، أو ابدأ من الصفحة الرئيسية.",
    ),
    Words(
        "Page not found",
        "The address is mistyped, the page is no longer there, or it belongs to another account.",
        "Check the address, or start from the home page.",
    ),
)
BAD_REQUEST = Trouble(
    400,
    Words(
        "لم نتمكن من قراءة الطلب",
        "وصل الطلب ناقصًا أو بصيغة غير معروفة.",
        "عُد إلى الصفحة السابقة وأعد الإرسال. لم يُحفظ شيء من هذا الطلب.",
    ),
    Words(
        "We could not read the request",
        "It arrived incomplete, or in a form we do not know.",
        "Go back and send it again. Nothing of this request was saved.",
    ),
)
EXPIRED_FORM = Trouble(
    403,
    Words(
        "انتهت صلاحية النموذج",
        "بقيت الصفحة مفتوحة مدة طويلة، أو أن المتصفح لا يحفظ ملفات تعريف الارتباط لهذا الموقع.",
        "عُد إلى الصفحة السابقة وحدّثها، ثم أرسل النموذج مرة أخرى. لم يُحفظ شيء من هذا الطلب.",
    ),
    Words(
        "The form has expired",
        "The page stayed open for a long time, or your browser does not keep cookies for this site.",
        "Go back, reload the page and send the form again. Nothing of this request was saved.",
    ),
)
TOO_LARGE = Trouble(
    413,
    Words(
        "ما أرسلته أكبر من الحد",
        "لا تقبل هذه الصفحة أكثر من {limit} في المرة الواحدة، ولم يُحفظ شيء مما أرسلت.",
        "صغّر الصورة أو الملف، أو أرسل صفحات أقل، ثم أعد المحاولة.",
    ),
    Words(
        "What you sent is too large",
        "This page takes no more than {limit} at a time, and nothing of what you sent was saved.",
        "Make the picture or file smaller, or send fewer pages, and try again.",
    ),
)
BUSY = Trouble(
    503,
    Words(
        "الخدمة مشغولة الآن",
        "عدد الطلبات أكبر مما يمكن خدمته في هذه اللحظة، أو أن قاعدة البيانات لا تستجيب.",
        "انتظر دقيقة ثم أعد المحاولة. ما حُفظ من طلباتك باقٍ كما هو.",
    ),
    Words(
        "The service is busy",
        "More requests have come than can be served at this moment, or the database does not answer.",
        "Wait a minute and try again. Whatever you had saved is still there.",
    ),
)
BROKEN = Trouble(
    500,
    Words(
        "حدث خطأ من جهتنا",
        "توقف تنفيذ الطلب بسبب خلل في المنصة، ولم يُحفظ شيء منه.",
        "أعد المحاولة بعد قليل. وإذا تكرر الخطأ فأبلغ الدعم برقم الطلب المبيّن أدناه.",
    ),
    Words(
        "Something went wrong on our side",
        "A fault in the platform stopped your request, and nothing of it was saved.",
        "Try again in a little while. If it happens again, give support the request number below.",
    ),
)

RETRY_AFTER_SECONDS = 30


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    del exception
    return answer(request, NOT_FOUND)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400; a program is told in its own form, wherever on the way its call was stopped."""
    del exception
    if request.path_info.startswith(API):
        lang = language_of(request)
        detail = Text(ar=BAD_REQUEST.ar.why, en=BAD_REQUEST.en.why)
        return problems.answer(Problem(problems.BAD_REQUEST, detail), lang, request_id=getattr(request, "id", ""))
    return answer(request, BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: whoever may not see a page is not told that it exists."""
    del exception
    return answer(request, NOT_FOUND)


def too_large(request: HttpRequest, *, limit: int) -> HttpResponse:
    """Answer 413 to a body of more than ``limit`` bytes: a page for people, RFC 9457 problem details for programs."""
    if request.path_info.startswith(API):
        # Programs choose the language by a header, and people by the address.
        told = _worded(TOO_LARGE, ar=_size(limit, lang="ar"), en=_size(limit, lang="en"))
        detail = Text(ar=f"{told.ar.why} {told.ar.what_to_do}", en=f"{told.en.why} {told.en.what_to_do}")
        problem = Problem(problems.TOO_LARGE, detail, headers={"Cache-Control": "no-store"})
        return problems.answer(problem, language_of(request), request_id=getattr(request, "id", ""))
    return answer(request, _worded(TOO_LARGE, ar=_size(limit, lang="ar"), en=_size(limit, lang="en")))


def _size(limit: int, *, lang: str) -> str:
    whole, unit = (limit // MEGABYTE, 0) if limit >= MEGABYTE else (limit // KILOBYTE, 1)
    return f"{whole} {('MB', 'KB')[unit]}" if lang == "en" else f"\u2066{whole}\u2069 {('ميغابايت', 'كيلوبايت')[unit]}"


def _worded(trouble: Trouble, *, ar: str, en: str) -> Trouble:
    """The trouble with its limit said."""
    return Trouble(
        trouble.status,
        Words(trouble.ar.title, trouble.ar.why.format(limit=ar), trouble.ar.what_to_do),
        Words(trouble.en.title, trouble.en.why.format(limit=en), trouble.en.what_to_do),
    )


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form without the token of its page."""
    del reason
    return answer(request, EXPIRED_FORM)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 when the database was the trouble (try again), else 500."""
    database_gone = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    return answer(request, BUSY if database_gone else BROKEN)


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The page of a trouble in the request's language; never stored, for it may be gone in a moment."""
    lang = getattr(request, "lang", "ar")
    words = trouble.en if lang == "en" else trouble.ar
    number = getattr(request, "id", "")
    label, home = ("Request number", "Home page") if lang == "en" else ("رقم الطلب", "الصفحة الرئيسية")
    nonce = getattr(request, "nonce", "")
    html = (
        f'<!doctype html><html lang="{lang}" dir="{"ltr" if lang == "en" else "rtl"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(words.title)}</title>'
        f'<style nonce="{nonce}">{_STYLE}</style></head><body><main><h1>{escape(words.title)}</h1>'
        f"<p>{escape(words.why)}</p><p>{escape(words.what_to_do)}</p>"
        f'<p><a href="/{lang}/">{home}</a></p>'
        f'<p class="number">{label}: <bdi dir="ltr">{escape(number)}</bdi></p></main></body></html>'
    )
    response = HttpResponse(html, status=trouble.status)
    response.headers["Cache-Control"] = "no-store"
    if trouble.status == BUSY.status:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


_STYLE = (
    "body{margin:0;background:#f9fafb;color:#1f2a37;font:1rem/1.7 system-ui,'Segoe UI',Tahoma,sans-serif}"
    "main{max-inline-size:40rem;margin:10vh auto;padding:2rem;background:#fff;"
    "border-block-start:4px solid #1b8354;border-radius:8px}"
    "h1{font-size:1.5rem;line-height:1.4;color:#161616;margin-block:0 1rem}"
    "a{color:#166a45}a:focus-visible{outline:3px solid #161616;outline-offset:2px}"
    ".number{color:#4d5761;font-size:.875rem}"
)
