"""The public check of a document: no account, no script needed, nothing kept of what is handed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tayseer.kit.text import Text
from tayseer.site import clock
from tayseer.verify import answers, pages

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
_BOTH = Text("أدخل رقم الوثيقة ورمز التحقق معًا.", "Enter both the document number and the check code.")


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: PLR0911 - one answer for each way in
    """Show the three ways to hand in a document, or the answer."""
    if request.method != "POST":
        return _form(request, lang)
    at = clock.now()
    if not answers.may_check(address=_address(request), at=at):
        return _form(request, lang, {"": _TOO_MANY}, status=429)
    upload = request.FILES.get("file")
    if upload is not None:
        if upload.size is None or upload.size > answers.MAX_FILE_BYTES:
            return _form(request, lang, {"file": _TOO_LARGE}, status=422)
        return _answer(request, lang, upload.read())
    # A text area ends lines its own way; spaces belong to the code and stay.
    text = request.POST.get("text", "").strip("\r\n")
    if text:
        return _answer(request, lang, text)
    number, code = (request.POST.get(name, "").strip() for name in ("number", "code"))
    if not number and not code:
        return _form(request, lang, {"file": _NOTHING}, status=422)
    if not number or not code:
        return _form(request, lang, {"code" if number else "number": _BOTH}, status=422)
    if not answers.may_look_up(address=_address(request), at=at):
        return _form(request, lang, {"": _TOO_MANY}, status=429)
    found = answers.text_of(number=number, code=code)
    if found is None:
        return _form(request, lang, {"number": _NO_MATCH}, status=422)
    return _answer(request, lang, found)


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
        "number": request.POST.get("number", ""),
    }
    return _private(render(request, "verify/check.html", context, status=status))


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
