"""What the bank says, in Arabic and in English."""
# ruff: noqa: E501 - sentences, which read worse when broken

#: Each sentence by its key: Arabic first, English second.
WORDS: dict[str, tuple[str, str]] = {
    "bank": ("بنك المثال", "Example Bank"),
    "made_up": (
        "بنك متخيَّل للتجربة: لا يفتح حسابًا حقيقيًا، وليس جهة مرخصة.",
        "A made-up bank for the demonstration: it opens no real account and holds no licence.",
    ),
    "other_language": ("English", "العربية"),
    # The front page.
    "welcome": ("افتح حسابًا بجوابين فقط", "Open an account with two answers"),
    "lead": (
        "لا نموذج تملؤه ولا صورة هوية ترسلها. تدخل بحسابك في تيسير، وترى ما سيُرسل قبل أن توافق.",
        "No form to fill in and no copy of your identity document to send. You sign in with your Tayseer account and see what will be sent before you agree.",
    ),
    "asks": ("ما نسأل عنه", "What we ask"),
    "age_question": ("هل بلغت 18 سنة؟", "Are you 18 or over?"),
    "residence_question": ("هل إقامتك سارية اليوم؟", "Is your iqama valid today?"),
    "sign_in": ("الدخول عبر تيسير", "Sign in with Tayseer"),
    "level_note": (
        "يشترط البنك دخولًا أقوى من الرسالة النصية: رمزًا من تطبيق المصادقة، أو موافقة من جهازك، أو مفتاح مرور.",
        "The bank wants a surer sign-in than a text message: a code of your authenticator app, approval on your device, or a passkey.",
    ),
    # What was learnt.
    "learnt": ("ما عرفه البنك عنك", "What the bank learnt about you"),
    "learnt_lead": (
        "أجابت تيسير عن سؤالين بموافقتك. هذا كل ما وصل إلى البنك عنك، ومعه رقم صُنع له وبيان الدخول أدناه.",
        "Tayseer answered two questions, as you agreed. With a number made for the bank and the particulars of the sign-in, both below, this is all that reached it.",
    ),
    "yes": ("نعم", "Yes"),
    "no": ("لا", "No"),
    "not_said": ("لا جواب: لا إقامة في السجل، والمواطن لا يحتاج إليها", "No answer: there is no iqama on record, and a citizen needs none"),
    "may_open": ("يمكنك أن تفتح حسابًا.", "You may open an account."),
    "may_not_open": ("لا يمكن فتح حساب لك الآن، لأن الجوابين ليسا كما يُشترط.", "No account can be opened for you now, because the answers are not what is required."),
    "number": ("رقمك عند هذا البنك", "Your number at this bank"),
    "number_note": (
        "صُنع لهذا البنك وحده ليعرفك إذا عدت. رقمك عند أي جهة أخرى غيره، فلا يربط أحد بينهما به.",
        "Made for this bank alone, so that it knows you when you come back. Any other firm gets another one, so that nobody can link the two by it.",
    ),
    "level": ("درجة الدخول", "Level of the sign-in"),
    "level_2": ("الثانية من ثلاث: كلمة مرور مع رمز تطبيق أو موافقة من جهاز", "Two of three: a password with the code of an app or an approval on a device"),
    "level_3": ("الثالثة من ثلاث: مفتاح مرور", "Three of three: a passkey"),
    "signed_in_at": ("وقت الدخول", "Time of the sign-in"),
    "not_learnt": ("ما لم يعرفه البنك", "What the bank did not learn"),
    "not_name": ("اسمك", "your name"),
    "not_number": ("رقم هويتك أو إقامتك", "your identity or iqama number"),
    "not_birth": ("تاريخ ميلادك وكم عمرك", "your date of birth and how old you are"),
    "not_expiry": ("تاريخ انتهاء إقامتك، ولا صاحب العمل، ولا المهنة", "the day on which your iqama ends, your employer, your profession"),
    "not_nationality": ("جنسيتك وجنسك", "your nationality and sex"),
    "not_sex": ("جنسك", "your sex"),
    "not_contact": ("جوالك وعنوانك وصورتك", "your mobile, your address, your photograph"),
    "word_for_word": ("ما وصل حرفًا بحرف", "What arrived, word for word"),
    "of_the_token": ("بيان الدخول (id token)", "About the sign-in (id token)"),
    "of_the_questions": ("جواب السؤالين (userinfo)", "The answers to the questions (userinfo)"),
    "consents": ("موافقاتك في تيسير، ومنها تلغي هذه", "Your consents at Tayseer, where you can take this one back"),
    "sign_out": ("تسجيل الخروج", "Sign out"),
    # What ended.
    "ended": ("انتهى وصول البنك إلى بياناتك", "The bank’s access has ended"),
    "consent_revoked": (
        "ألغيت موافقتك في تيسير، فأبلغتنا بإشعار موقّع. حذف البنك الجوابين ورقمك عنده، ولم يعد يسأل عنك.",
        "You took your consent back at Tayseer, which told us so by a signed notice. The bank has deleted the two answers and your number here, and can ask nothing more about you.",
    ),
    "left": ("انتهى دخولك إلى البنك", "You are signed in here no more"),
    "signed_out": (
        "سجّلت الخروج من تيسير، فأبلغتنا بإشعار موقّع، وانتهى دخولك هنا أيضًا. موافقتك باقية حتى تلغيها.",
        "You signed out of Tayseer, which told us so by a signed notice, so you are signed out here too. Your consent stands until you take it back.",
    ),
    "heard_at": ("وقت وصول الإشعار", "The notice came at"),
    "goodbye": ("سجّلت الخروج من البنك", "You are signed out of the bank"),
    "goodbye_text": ("لا يتذكر البنك هنا شيئًا عنك حتى تدخل من جديد.", "The bank remembers nothing about you here until you sign in again."),
    # What did not work. The keys are the errors of OpenID Connect, or the bank's own.
    "not_signed_in": ("لم يتم الدخول", "You are not signed in"),
    "access_denied": (
        "اخترت ألا توافق، فلم يُرسل إلينا شيء عنك. لا يُفتح حساب بلا الجوابين؛ وإن أردت فابدأ من جديد.",
        "You chose not to agree, so nothing about you was sent to us. Without the two answers no account is opened; begin again if you like.",
    ),
    "unmet_authentication_requirements": (
        "لم يبلغ دخولك الدرجة التي يشترطها البنك. أضف في تيسير تطبيق مصادقة أو مفتاح مرور، ثم عد إلى هنا.",
        "Your sign-in did not reach the level that the bank wants. Add an authenticator app or a passkey at Tayseer, then come back here.",
    ),
    "login_required": ("لم يكتمل الدخول في تيسير. ابدأ من جديد.", "The sign-in at Tayseer was not completed. Begin again."),
    "expired": (
        "هذا الجواب لا يخص دخولًا بدأته في هذا المتصفح، أو مضى عليه أكثر من ربع ساعة. لم نأخذ منه شيئًا؛ ابدأ من جديد.",
        "This answer belongs to no sign-in that was begun in this browser, or it is older than a quarter of an hour. We took nothing from it; begin again.",
    ),
    "mixed_up": (
        "جاء الجواب باسم جهة غير تيسير، فلم نأخذ به. ابدأ من جديد من هذه الصفحة.",
        "The answer came in the name of somebody other than Tayseer, so we did not take it. Begin again from this page.",
    ),
    "unproven": (
        "وصل جواب لم يثبت لنا أنه من تيسير وأنه عنك، فلم نأخذ به. ابدأ من جديد.",
        "An answer came that did not prove to be of Tayseer and about you, so we did not take it. Begin again.",
    ),
    "away": ("لا نصل إلى تيسير الآن. حاول بعد دقيقة.", "Tayseer cannot be reached just now. Try again in a minute."),
    "refused": (
        "لم تقبل تيسير طلب البنك. ليس هذا خطأ منك؛ حاول بعد قليل.",
        "Tayseer did not take the bank’s request. This is no fault of yours; try again later.",
    ),
    "lost": ("لا نجد هذه الصفحة", "This page is not found"),
    "lost_text": ("ارجع إلى الصفحة الأولى.", "Go back to the front page."),
    "front": ("الصفحة الأولى", "Front page"),
}  # fmt: skip

#: The errors that have words of their own; any other reads as `refused`.
PROBLEMS = frozenset(
    {
        "access_denied", "unmet_authentication_requirements", "login_required", "expired", "mixed_up", "unproven",
        "away", "refused",
    }
)  # fmt: skip


def say(key: str, lang: str) -> str:
    """The sentence of this key in `ar` or `en`."""
    arabic, english = WORDS[key]
    return arabic if lang == "ar" else english
