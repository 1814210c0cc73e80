"""Sentences of the console in both languages: what cannot be done and what to do, states, and reasons."""

from tayseer.kit.text import Text
from tayseer.partners.console.contract import MOST_CLIENTS, MOST_WAITING

MOST_URIS = 10

SIGN_IN_PURPOSE = Text(ar="أن تدخل بحسابك، وأن نعرفك إذا عدت", en="To sign you in, and to know you when you come back")
CONSENT_BASIS = Text(ar="موافقتك", en="Your consent")

NOT_SURE = Text(
    ar="يلزم لهذا دخول أوثق: تحقق برمز من التطبيق أو بمفتاح مرور، ثم أعد الإرسال.",
    en="This needs a surer sign-in: prove it by a code of the app or by a passkey, then send again.",
)
CLOSED = Text(
    ar="المنشأة مغلقة في السجل، فلا يُغيَّر شيء من تطبيقاتها حتى يُصحَّح وضعها.",
    en="The register has the establishment as closed; nothing of its apps changes until that is put right.",
)
OLD_FORM = Text(ar="النموذج قديم. حدّث الصفحة ثم أعد الإرسال.", en="The form is old. Reload the page, then send again.")
BAD_LABEL = Text(
    ar="اكتب اسمًا للتطبيق من حرف إلى \u206660\u2069 حرفًا في سطر واحد.",
    en="Enter a name for the app: one line of 1 to 60 letters.",
)
BAD_ADDRESSES = Text(
    ar="اكتب عنوانًا كاملًا في كل سطر يبدأ بـ\u2066https://\u2069، وعشرة على الأكثر.",
    en="Enter one whole address a line that begins with https://, ten at most.",
)
BAD_KEYS = Text(
    ar="الصق المفاتيح العامة بصيغة \u2066JWKS\u2069: من واحد إلى خمسة من نوع \u2066EC P-256\u2069.",
    en="Paste the public keys as a JWKS: one to five of EC P-256.",
)
PRIVATE_KEY = Text(
    ar="ألصقت مفتاحًا خاصًا، ولم يُحفظ منه شيء. عُدّه مكشوفًا: أنشئ زوجًا جديدًا والصق نصفه العام وحده.",
    en="You pasted a private key; nothing of it was kept. Count it as known to others: make a new pair, and paste only "
    "its public half.",
)
SAME_KEYS = Text(
    ar="مفاتيح العمل الفعلي غير مفاتيح التجربة. أنشئ زوجًا جديدًا.",
    en="The keys for real work must not be those of the sandbox. Make a new pair.",
)
NO_SCOPE = Text(ar="اختر نطاقًا واحدًا على الأقل.", en="Choose at least one scope.")
BAD_WORDS = Text(
    ar="اكتب من \u20665\u2069 أحرف إلى \u2066200\u2069 في سطر واحد بلا العلامة \u2066|\u2069.",
    en="Enter 5 to 200 letters in one line, without the mark |.",
)
TOO_OFTEN = Text(
    ar="أرسلت كثيرًا في وقت قصير. انتظر ساعة ثم أعد المحاولة.",
    en="You sent a lot in a short time. Wait an hour, then try again.",
)
TOO_MANY = Text(
    ar=f"للمنشأة \u2066{MOST_CLIENTS}\u2069 تطبيقًا، وهو الحد. غيّر تطبيقًا قائمًا بدل تسجيل جديد.",
    en=f"The establishment has {MOST_CLIENTS} apps, which is the most. Change one of them instead.",
)
TOO_MANY_WAIT = Text(
    ar=f"ينتظر القرار \u2066{MOST_WAITING}\u2069 طلبًا، وهو الحد. اسحب ما لا تحتاج إليه.",
    en=f"{MOST_WAITING} requests wait for a decision, which is the most. Withdraw what you do not need.",
)
ALREADY_REAL = Text(ar="هذا التطبيق للعمل الفعلي أصلًا.", en="This app is for real work already.")
STOPPED_BY_PLATFORM = Text(
    ar="أوقفت المنصة هذا التطبيق، فلا يعيد تشغيله إلا مشغّلها. تواصل معه واذكر معرّفه \u2066client_id\u2069.",
    en="The platform stopped this app, so only its operator lets it go on. Write to it and give its client_id.",
)

KINDS = {
    "scopes": Text(ar="نطاقات", en="Scopes"),
    "production": Text(ar="تطبيق للعمل الفعلي", en="An app for real work"),
}
WISH_STATES = {
    "waiting": (Text(ar="بانتظار قرار المنصة", en="waits for the platform"), "wait"),
    "approved": (Text(ar="اعتُمد", en="approved"), "ok"),
    "declined": (Text(ar="لم يُعتمد", en="not approved"), "danger"),
    "withdrawn": (Text(ar="سُحب", en="withdrawn"), "neutral"),
}
#: Why a sign-in at a client ended; empty while it lives or has run out.
ENDED = {
    "": Text(ar="قائم أو انتهت مدته", en="Open, or ran out"),
    "signed_out": Text(ar="خرج صاحب الحساب", en="The person signed out"),
    "code_replayed": Text(ar="استُعمل الرمز مرتين", en="The code was used twice"),
    "refresh_reused": Text(ar="استُعمل رمز التجديد مرتين", en="A refresh token was used twice"),
    "consent_revoked": Text(ar="سُحبت الموافقة", en="The consent was taken back"),
    "client_stopped": Text(ar="أُوقف التطبيق أو تغيّر عقده", en="The app was stopped, or its contract changed"),
    "by_client": Text(ar="أنهاه التطبيق", en="The app ended it"),
}
DONE = {
    "registered": Text(
        ar="سُجّل التطبيق. معرّفه \u2066client_id\u2069 أدناه.", en="The app is registered; its client_id stands below."
    ),
    "keys": Text(
        ar="استُبدلت المفاتيح، ولا تُقبل القديمة من الآن.", en="The keys were replaced; the old ones count no more."
    ),
    "addresses": Text(ar="حُفظت العناوين.", en="The addresses were saved."),
    "scopes": Text(ar="أُرسل طلب النطاقات.", en="The scopes were asked for."),
    "granted": Text(ar="أضيفت النطاقات إلى العقد.", en="The scopes are in the contract."),
    "production": Text(ar="أُرسل طلب العمل الفعلي.", en="Real work was asked for."),
    "withdrawn": Text(ar="سُحب الطلب.", en="The request was withdrawn."),
    "stopped": Text(ar="أُوقف التطبيق وكل ما بيده من رموز.", en="The app was stopped, with every token it held."),
    "resumed": Text(ar="عاد التطبيق إلى العمل.", en="The app works again."),
    "again": Text(ar="سيُرسل الإشعار مرة أخرى خلال ثوانٍ.", en="The notice will be sent again within seconds."),
}
