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

# The signature is good, and the log, which was asked, did not prove that the document was issued.
UNPROVEN = VerdictWords(
    Text("لم يثبت صدور الوثيقة", "Not proven to be issued"),
    Text(
        "توقيعها صحيح، لكن سجل الإصدار لم يثبت صدورها.",
        "Its signature is right, but the issuance log did not prove that it was issued.",
    ),
    Text(
        "لا تعتمد عليها الآن. أعد التحقق بعد دقيقة، فإن بقيت هكذا فأبلغ الجهة المذكورة.",
        "Do not rely on it yet. Check again in a minute; if this stays, tell the agency named.",
    ),
    "warn", "unknown",
)  # fmt: skip

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
    "seal.unknown": Text(
        "قوائم إلغاء شهادات الختم غير متوفرة أو قديمة", "The revocation lists of the seal are missing or too old"
    ),
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
    "log.pending": Text("صدرت قبل لحظات، ولم تُقيَّد في سجل الإصدار بعد",
                        "It was issued moments ago and is not yet entered in the issuance log"),
    "log.offline": Text("لم يُراجع سجل الإصدار لعدم الاتصال", "The issuance log was not checked (offline)"),
    "log.unproven": Text(
        "ما أرسله سجل الإصدار لا يثبت أن الوثيقة فيه", "What the issuance log sent does not prove that it is there"
    ),
    "status": Text("لم تُلغَ ولم تُوقف", "Neither revoked nor suspended"),
    "status.revoked": Text("ألغتها الجهة التي أصدرتها", "Revoked by the agency that issued it"),
    "status.suspended": Text("موقوفة مؤقتًا", "Suspended for now"),
    "status.missing": Text("قائمة الحالة غير متوفرة", "The status list is not at hand"),
    "status.stale": Text("قائمة الحالة قديمة", "The status list is too old"),
    "status.no_place": Text("تشير إلى موضع غير موجود في قائمة الحالة", "It points to a place that no status list has"),
    "trust.missing": Text("قائمة المفاتيح الموثوقة غير متوفرة", "The list of trusted keys is not at hand"),
    "trust.stale": Text("قائمة المفاتيح الموثوقة قديمة", "The list of trusted keys is too old"),
}  # fmt: skip

# Remarks of the page that works without a network: what it looks at by itself, and nobody else hears of.
OFFLINE_REMARKS = {
    "log": Text(
        "في سجل الإصدار، وتحقق هذا الجهاز من الإثبات", "In the issuance log: proven, and checked on this device"
    ),
    "log.absent": Text(
        "ليست في سجل الإصدار. أبلغ الجهة المذكورة فيها", "It is not in the issuance log. Tell the agency that it names"
    ),
    "log.waiting": Text(
        "تذكر أنها صدرت قبل دقائق، ولم تُقيَّد في سجل الإصدار بعد",
        "It says that it was issued minutes ago, and is not yet entered in the issuance log",
    ),
    "log.silent": Text("لم يُراجع سجل الإصدار لأنه لم يُجب", "The issuance log was not checked, since it gave no answer"),
    "log.unsupported": Text(
        "لم يُراجع سجل الإصدار لأن هذا المتصفح لا يتحقق من توقيعه (\u2066Ed25519\u2069)",
        "The issuance log was not checked: this browser cannot check its signature (Ed25519)",
    ),
}

# What the page says that works without a network.
OFFLINE = {
    "name": Text("التحقق من الوثائق دون اتصال", "Check documents without a network"),
    "short_name": Text("التحقق", "Check"),
    "description": Text(
        "افحص رمز الوثيقة بالكاميرا ولو لم تكن متصلًا بالشبكة.",
        "Check the code of a document with the camera, even without a network.",
    ),
    "lists_none": Text(
        "لا قوائم محفوظة في هذا الجهاز بعد. اتصل بالشبكة مرة واحدة، ثم يعمل الفحص دونها.",
        "This device holds no lists yet. Connect once; after that the check works without a network.",
    ),
    "lists_fresh": Text(
        "هذا الجهاز جاهز للفحص دون اتصال. حُدّثت القوائم في {day}، الساعة {time}.",
        "This device is ready to check without a network. Its lists are of {day}, {time}.",
    ),
    "lists_old": Text(
        "القوائم المحفوظة قديمة، وهي من {day}، الساعة {time}. اتصل بالشبكة لتحديثها؛ ولن تظهر وثيقة سارية قبل ذلك.",
        "The lists kept here are too old, of {day}, {time}. Connect to renew them; no document shows as valid before.",
    ),
    "lists_refused": Text(
        "رُفضت القوائم التي وصلت لأن توقيعها غير صحيح أو لأنها أقدم مما رُئي من قبل. أبلغ الجهة التي تشغّل المنصة.",
        "The lists that came were refused: wrongly signed, or older than ones seen before. "
        "Tell whoever runs the platform.",
    ),
    "lists_unreachable": Text(
        "تعذّر الاتصال لتحديث القوائم. الفحص مستمر بالقوائم المحفوظة.",
        "The lists could not be renewed for want of a connection. Checks go on with those kept here.",
    ),
    "lists_asking": Text("جارٍ تحديث القوائم…", "Renewing the lists…"),
    "looking": Text(
        "وجّه الكاميرا إلى الرمز حتى يملأ الإطار.", "Point the camera at the code until it fills the frame."
    ),
    "camera_refused": Text(
        "لم يأذن المتصفح باستعمال الكاميرا. اسمح بها في إعداداته، أو اختر صورة للرمز.",
        "The browser did not allow the camera. Allow it in its settings, or choose a picture of the code.",
    ),
    "camera_open": Text("افتح الكاميرا", "Open the camera"),
    "camera_close": Text("أغلق الكاميرا", "Close the camera"),
    "reading": Text("جارٍ قراءة الصورة…", "Reading the picture…"),
    "no_code": Text(
        "لم نجد رمزًا في الصورة. صوّر الرمز وحده من قرب وفي ضوء جيد.",
        "No code was found in the picture. Photograph the code alone, from near and in good light.",
    ),
    "as_of": Text("حالة الوثيقة كما في {day}، الساعة {time}.", "Status of the document as of {day}, {time}."),
    "no_status": Text("لا قائمة حالة محفوظة لهذه الوثيقة.", "No status list for this document is kept here."),
    "checked": Text("وقت الفحص:", "Checked:"),
    "key": Text("مفتاح التوقيع:", "Signing key:"),
    "looked_at": Text("ما الذي فُحص", "What was looked at"),
    "yes": Text("نعم:", "Yes:"),
    "no": Text("لا:", "No:"),
    "unknown": Text("غير معروف:", "Unknown:"),
    "redrawn": Text(
        "رُسمت هذه الوثيقة من بياناتها الموقّعة، لا من الصورة. إن خالفت ما بيدك فالذي بيدك مزوّر.",
        "This was drawn from the signed data, not from the picture. "
        "If it differs from what you hold, what you hold is forged.",
    ),
}
