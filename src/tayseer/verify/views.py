"""The public check of a document: no account, no script needed, nothing kept of what is handed in."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tayseer.kit.text import Text
from tayseer.site import clock
from tayseer.verify import answers, effort, pages
from tayseer.verify.effort import Effort

_TOO_MANY = Text(
    "طلبات تحقق كثيرة من جهازك أو شبكتك. انتظر قليلًا ثم أعد المحاولة.",
    "Too many checks from your device or network. Wait a little and try again.",
)
_NOTHING = Text(
    "لم تُدخل شيئًا. اختر ملفًا، أو الصق نص الرمز، أو أدخل رقم الوثيقة ورمز التحقق.",
    "Nothing was given. Choose a file, paste the text of the code, or enter the document number and the check code.",
)
_TOO_LARGE = Text("الملف أكبر من 5 ميغابايت. اختر ملفًا أصغر.", "The file is larger than 5 MB. Choose a smaller one.")
_NO_MATCH = Text(
    "لا توجد وثيقة بهذا الرقم ورمز التحقق. راجعهما في أسفل الوثيقة، وميّز بين الحروف والأرقام.",
    "No document has this number and check code. "
    "Look at both at the foot of the document, and tell letters from digits.",
)
_WITHOUT_EFFORT = Text(
    "بلغت عدد مرات التحقق بالرقم المتاحة في الساعة للمتصفح الذي لا يعمل فيه \u2066JavaScript\u2069. "
    "شغّله ثم أعد الإرسال، أو تحقق بملف الوثيقة أو بصورة رمزها، أو انتظر ساعة. ما كتبته باقٍ في مكانه.",
    "You have used up the checks by number that an hour allows a browser in which JavaScript is off. "
    "Turn it on and send again, or check with the file or a picture of the code, or wait an hour. "
    "What you wrote is still in its place.",
)
_EFFORT_AGAIN = Text(
    "انتهت صلاحية ما حسبه متصفحك لهذا الطلب، أو استُعمل من قبل. أعد الإرسال كما هو؛ فما كتبته باقٍ في مكانه.",
    "What your browser worked out for this form is too old, or was used before. Send it again as it is; "
    "what you wrote is still in its place.",
)
_BOTH = Text("أدخل رقم الوثيقة ورمز التحقق معًا.", "Enter both the document number and the check code.")


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the ways to hand in a document, or the answer; to a script that asks for JSON, a challenge to work on."""
    at = clock.now()
    if request.method != "POST":
        return _challenge(request, at) if request.headers.get("Accept") == "application/json" else _form(request, lang)
    if not answers.may_check(address=_address(request), at=at):
        return _form(request, lang, {"": _TOO_MANY}, status=429)
    upload = request.FILES.get("file")
    if upload is not None:
        if upload.size is None or upload.size > answers.MAX_FILE_BYTES:
            return _form(request, lang, {"file": _TOO_LARGE}, status=422)
        return _answer(request, lang, upload.read())
    # A text area ends lines its own way; spaces belong to the code and stay.
    text = request.POST.get("text", "").strip("\r\n")
    return _answer(request, lang, text) if text else _by_number(request, lang, at)


def _by_number(request: HttpRequest, lang: str, at: datetime) -> HttpResponse:
    """Look a document up; what was worked out for it is used up only when both fields are filled."""
    number, code = (request.POST.get(name, "").strip() for name in ("number", "code"))
    if not number and not code:
        return _form(request, lang, {"file": _NOTHING}, status=422)
    if not number or not code:
        return _form(request, lang, {"code" if number else "number": _BOTH}, status=422)
    made, address = effort.judged(request.POST.get("effort", ""), at=at), _address(request)
    if made == Effort.REFUSED:
        return _form(request, lang, {"": _EFFORT_AGAIN}, status=422)
    if made == Effort.NONE and not answers.may_look_up_without_effort(address=address, at=at):
        return _form(request, lang, {"": _WITHOUT_EFFORT}, status=429)
    if not answers.may_look_up(address=address, at=at):
        return _form(request, lang, {"": _TOO_MANY}, status=429)
    found = answers.text_of(number=number, code=code)
    # Nobody learns whether it is the number that exists or the code that fits.
    return _form(request, lang, {"number": _NO_MATCH}, status=422) if found is None else _answer(request, lang, found)


def _challenge(request: HttpRequest, at: datetime) -> HttpResponse:
    if not answers.may_ask_for_challenge(address=_address(request), at=at):
        return _private(JsonResponse({}, status=429, headers={"Retry-After": "60"}))
    return _private(JsonResponse(effort.challenge(at=at)))


def _answer(request: HttpRequest, lang: str, data: bytes | str) -> HttpResponse:
    finding = answers.found(data, at=clock.now())
    said = pages.verdict_words(finding)
    context = {
        "lang": lang,
        "finding": finding,
        "said": said,
        "document": pages.redrawn(finding.claims, lang) if finding.claims else None,
    }
    return _private(render(request, "verify/result.html", context))


def _form(request: HttpRequest, lang: str, errors: dict[str, Text] | None = None, *, status: int = 200) -> HttpResponse:
    context = {
        "lang": lang,
        "errors": {name: text.in_(lang) for name, text in (errors or {}).items()},
        "given": {name: request.POST.get(name, "") for name in ("number", "code", "text")},
        "challenge_seconds": int(effort.LIFE.total_seconds()),
        "without_effort": answers.LOOKUPS_WITHOUT_EFFORT,
    }
    return _private(render(request, "verify/check.html", context, status=status))


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
