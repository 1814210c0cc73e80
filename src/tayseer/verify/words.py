"""What the check says, in both languages: verdicts, what each means for the reader, and every remark."""

from dataclasses import dataclass

from tayseer.kit.text import Text


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """A verdict as people read it: its name, what it means, what to do, and the tone of its colour."""

    name: Text
    meaning: Text
    advice: Text
    tone: str
    state: str


VERDICTS = {
    "VALID": VerdictWords(
        Text("وثيقة سارية", "Valid document"),
        Text("أصدرتها الجهة المذكورة، ولم تتغير، ولم تُلغَ.",
             "It was issued by the agency named, was not changed, and was not revoked."),
        Text(
            "طابق الاسم والرقم والتواريخ أدناه مع الورقة ومع حاملها.",
            "Compare the name, number and dates below with the paper and with its bearer.",
        ),
        "ok", "valid",
    ),
    "REVOKED": VerdictWords(
        Text("وثيقة ملغاة", "Revoked document"),
        Text("أصدرتها الجهة المذكورة ثم ألغتها.", "The agency named issued it and later revoked it."),
        Text("لا تقبلها. قد تكون لدى صاحبها وثيقة أحدث.", "Do not accept it. Its holder may have a newer one."),
        "danger", "revoked",
    ),
    "EXPIRED": VerdictWords(
        Text("وثيقة خارج مدة صلاحيتها", "Document outside its term"),
        Text("أصدرتها الجهة المذكورة، لكنها لا تسري اليوم.", "The agency named issued it, but it does not hold today."),
        Text("اطلب من صاحبها وثيقة مجددة.", "Ask its holder for a renewed one."),
        "danger", "expired",
    ),
    "STATUS UNKNOWN": VerdictWords(
        Text("حالة الوثيقة غير معروفة", "Status unknown"),
        Text(
            "لم نستطع معرفة ما إذا كانت الوثيقة قد أُلغيت.",
            "We could not find out whether the document was revoked.",
        ),
        Text("أعد التحقق عند توفر الاتصال قبل أن تعتمد عليها.",
             "Check again when there is a connection before you rely on it."),
        "warn", "unknown",
    ),
    "NOT ISSUED BY US": VerdictWords(
        Text("لم تصدر عنّا", "Not issued by us"),
        Text("لا يوجد ما يثبت أن جهة حكومية أصدرت هذه الوثيقة.",
             "Nothing proves that a government agency issued this document."),
        Text(
            "لا تقبلها، واطلب الوثيقة الأصلية بصيغة PDF أو صورة واضحة للرمز.",
            "Do not accept it. Ask for the original PDF, or for a clear picture of the code.",
        ),
        "danger", "unknown",
    ),
    "ALTERED": VerdictWords(
        Text("وثيقة معدّلة أو تالفة", "Altered or damaged document"),
        Text(
            "تغيّرت بعد توقيعها أو ختمها، فلا نعرض شيئًا من محتواها.",
            "It was changed after it was signed or sealed, so nothing of its content is shown.",
        ),
        Text(
            "لا تقبلها، واطلب نسخة جديدة من محفظة صاحبها. إن كان الرمز تالفًا فصوّره مرة أخرى.",
            "Do not accept it. Ask for a fresh copy from its holder’s wallet; photograph a smudged code again.",
        ),
        "danger", "unknown",
    ),
}  # fmt: skip

SUSPENDED = VerdictWords(
    Text("وثيقة موقوفة", "Suspended document"),
    Text("أوقفت الجهة المذكورة العمل بها مؤقتًا.", "The agency named has suspended it for now."),
    Text("لا تقبلها ما دامت موقوفة.", "Do not accept it while it is suspended."),
    "danger",
    "suspended",
)

REMARKS = {
    "form": Text("شكل الوثيقة سليم", "The form is right"),
    "form.damaged": Text("الرمز تالف أو ناقص", "The code is damaged or incomplete"),
    "form.foreign": Text("ليس رمزًا من رموزنا", "This is no code of ours"),
    "form.link": Text(
        "الرمز رابط. رموزنا تحمل البيانات نفسها ولا تفتح مواقع",
        "The code is a link. Ours hold the data itself and open no site"
    ),
    "form.no_code": Text("لم نجد رمزًا في الملف", "No code was found in the file"),
    "form.too_large": Text("الملف أكبر من 5 ميغابايت", "The file is larger than 5 MB"),
    "form.not_a_document": Text("موقّع منا لكنه ليس وثيقة", "It is signed by us, but it is no document"),
    "seal": Text("ختم ملف PDF سليم ولم يُضف إليه شيء", "The seal of the PDF holds and nothing was added"),
    "seal.missing": Text("ملف PDF لا يحمل ختمنا", "The PDF does not bear our seal"),
    "seal.broken": Text("تغيّر ملف PDF بعد ختمه", "The PDF was changed after it was sealed"),
    "key": Text("مفتاح التوقيع معروف", "The signing key is known"),
    "key.unknown": Text("مفتاح التوقيع غير معروف", "The signing key is unknown"),
    "signature": Text("التوقيع صحيح", "The signature is right"),
    "signature.broken": Text("التوقيع لا يطابق المحتوى", "The signature does not match the content"),
    "claims.unreadable": Text("المحتوى الموقع ليس محتوى وثيقة", "What is signed is not the content of a document"),
    "issuer": Text("الجهة مخوّلة بإصدار هذا النوع", "The agency may issue this type"),
    "issuer.wrong": Text("الجهة المذكورة ليست صاحبة المفتاح", "The agency named does not own the key"),
    "key.wrong_use": Text("المفتاح ليس لتوقيع الوثائق", "The key is not for signing documents"),
    "key.wrong_type": Text("المفتاح لا يوقّع هذا النوع من الوثائق", "The key may not sign this type of document"),
    "key.wrong_time": Text("وُقّعت خارج مدة استعمال المفتاح", "It was signed outside the time of its key"),
    "key.compromised": Text("مفتاح التوقيع مسروق", "The signing key was stolen"),
    "time": Text("ضمن مدة الصلاحية", "Within its term"),
    "time.expired": Text("انتهت مدة الصلاحية", "Its term has ended"),
    "time.not_yet": Text("لم تبدأ مدة الصلاحية بعد", "Its term has not begun"),
    "log": Text("مسجلة في سجل الإصدار", "It is in the issuance log"),
    "log.absent": Text("ليست في سجل الإصدار، وأُبلغ فريق الأمن",
                       "It is not in the issuance log; the security team was told"),
    "log.offline": Text("لم يُراجع سجل الإصدار لعدم الاتصال", "The issuance log was not checked (offline)"),
    "status": Text("لم تُلغَ ولم تُوقف", "Neither revoked nor suspended"),
    "status.revoked": Text("ألغتها الجهة التي أصدرتها", "Revoked by the agency that issued it"),
    "status.suspended": Text("موقوفة مؤقتًا", "Suspended for now"),
    "status.missing": Text("قائمة الحالة غير متوفرة", "The status list is not at hand"),
    "status.stale": Text("قائمة الحالة قديمة", "The status list is too old"),
    "status.no_place": Text("تشير إلى موضع غير موجود في قائمة الحالة", "It points to a place that no status list has"),
    "trust.missing": Text("قائمة المفاتيح الموثوقة غير متوفرة", "The list of trusted keys is not at hand"),
    "trust.stale": Text("قائمة المفاتيح الموثوقة قديمة", "The list of trusted keys is too old"),
}  # fmt: skip
