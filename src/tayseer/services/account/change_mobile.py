"""Change the mobile number of an account: the new number belongs to nobody else, and a code is sent to it."""

from tayseer.identity.facts import Account, update_account
from tayseer.kit.expressions import MOMENT, either
from tayseer.kit.questions import Question
from tayseer.kit.records import found_by
from tayseer.kit.rules import Rule
from tayseer.kit.services import APPROVED, Example, Step
from tayseer.kit.text import Text
from tayseer.law import account as law
from tayseer.registries.people.contract import APPLICANT, holder_of
from tayseer.services.account.personas import TODAY, standing_examples
from tayseer.services.account.rules import BASIS, OWN_DATA_GATE
from tayseer.services.common.personas import citizen
from tayseer.services.families import update

ACCOUNT = Account.of(APPLICANT)


MOBILE = Question(
    "mobile",
    ar="رقم الجوال الجديد",
    en="New mobile number",
    kind="mobile",
    hint=Text(
        ar="عشرة أرقام تبدأ بـ \u206605\u2069. نرسل إليه رمزًا تؤكد به أنه معك.",
        en="Ten digits starting with 05. We send it a code by which you confirm that it is yours.",
    ),
)
#: The account, if any, that has the new number already.
TAKEN = found_by(MOBILE, "mobile", Account, name="number_account", ar="حساب الرقم", en="the account of the number")
HOLDER = holder_of(TAKEN)

ONE_ACCOUNT = Rule(
    code="PDU-2",
    ar="رقم الجوال لا يخص حسابًا آخر.",
    en="The mobile number belongs to no other account.",
    basis=f"{BASIS}, PDU-2",
    holds=either(~HOLDER.id.is_known(), HOLDER.id == APPLICANT.id),
    because=Text(
        ar="الرقم {mobile} مسجل لحساب آخر.",
        en="The number {mobile} belongs to another account.",
    ),
    shows={"mobile": MOBILE},
    cure=Text(
        ar="إن كان الرقم لك فأثبت ذلك في جهاز الخدمة الذاتية ببصمتك لينتقل إلى حسابك، ويُخطر صاحب الحساب الآخر.",
        en="If it is yours, prove it with your fingerprint at a self-service device: it moves to you, "
        "and the other account is told.",
    ),
)

NUMBER_DIFFERS = Rule(
    code="PDU-14",
    ar="الرقم الجديد غير الرقم المسجل.",
    en="The new number differs from the one on record.",
    basis=f"{BASIS}, contact data",
    holds=either(MOBILE != ACCOUNT.mobile, ~ACCOUNT.mobile.is_known()),
    because=Text(ar="الرقم {mobile} هو المسجل في حسابك الآن.", en="{mobile} is the number on your account now."),
    shows={"mobile": MOBILE},
    cure=Text(ar="اكتب الرقم الجديد.", en="Enter the new number."),
)

PROVE = Step(
    "prove",
    ar="كتابة الرمز المرسل إلى الرقم الجديد",
    en="Entering the code sent to the new number",
    by="applicant",
    does="confirm",
    within=law.code_days,
    then=APPROVED,
    code_to=MOBILE,
)

FULL = {MOBILE: "+966500000077", "terms": True}
NUMBERED = citizen(account__mobile="+966500000001")

CHANGE_MOBILE = update(
    code="account/change-mobile",
    ar="تحديث رقم الجوال",
    en="Change mobile number",
    does=Text(
        ar="يصبح الرقم الجديد رقم حسابك: عليه تصلك الرسائل ورموز الدخول.",
        en="Makes the new number that of your account: messages and sign-in codes go there.",
    ),
    basis=f"{BASIS}, PDU-1 and PDU-2",
    for_whom=("citizen", "resident"),
    asks=(MOBILE,),
    allowed_when=(*OWN_DATA_GATE, ONE_ACCOUNT, NUMBER_DIFFERS),
    steps=(PROVE,),
    effects=(update_account(APPLICANT, mobile=MOBILE, mobile_changed_at=MOMENT),),
    mistakes=(
        Text(
            ar="إلغاء الشريحة القديمة قبل تحديث الرقم: يلزم عندها تأكيد هويتك ببصمتك في جهاز الخدمة الذاتية.",
            en="Giving up the old SIM before the change: you must then confirm with your fingerprint at a device.",
        ),
        Text(
            ar="استعمال رقم أحد أفراد الأسرة: الرقم لحساب واحد.",
            en="Using a relative's number: a number belongs to one account only.",
        ),
        Text(
            ar="إعطاء الرمز لمن يتصل بك: لا أحد من المنصة يطلبه.",
            en="Giving the code to somebody who calls: nobody from the platform asks for it.",
        ),
    ),
    phrases=(
        "تغيير رقم الجوال",
        "تحديث رقم ابشر",
        "غيرت شريحتي",
        "رقمي تغير",
        "change mobile number",
        "update phone number",
    ),
    examples=(
        Example(
            "a number that nobody has",
            on=TODAY,
            given={"applicant": NUMBERED},
            answers=FULL,
            pays="0.00",
            leaves={
                ACCOUNT.mobile: "+966500000077",
                ACCOUNT.email: "salim@example.com",
                ACCOUNT.language: "ar",
                ACCOUNT.state: "active",
            },
        ),
        Example(
            "a number of another account",
            on=TODAY,
            given={"applicant": NUMBERED, "number_account": {"holder": {"id": 9}}},
            answers=FULL,
            refused_by="PDU-2",
        ),
        Example(
            "a number of another account of one's own",
            on=TODAY,
            given={"applicant": NUMBERED, "number_account": {"holder": {"id": 1}}},
            answers=FULL,
            pays="0.00",
        ),
        Example(
            "the number on record",
            on=TODAY,
            given={"applicant": NUMBERED, "number_account": {"holder": {"id": 1}}},
            answers={**FULL, MOBILE: "+966500000001"},
            refused_by="PDU-14",
        ),
        Example(
            "no number on record yet",
            on=TODAY,
            given={"applicant": citizen(account__mobile=None)},
            answers=FULL,
            pays="0.00",
            leaves={ACCOUNT.mobile: "+966500000077"},
        ),
        *standing_examples(FULL),
    ),
)
