"""What people read about roles, limits and requests for many workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.kit.formats import day_text, money_text
from tayseer.kit.text import Text

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

ROLE_NAMES = {
    "view": Text(ar="الاطلاع", en="View"),
    "request": Text(ar="الطلب", en="Request"),
    "approve": Text(ar="الاعتماد", en="Approve"),
    "pay": Text(ar="الدفع", en="Pay"),
    "administer": Text(ar="إدارة الصلاحيات", en="Administer"),
}
ROLE_MEANS = {
    "view": Text(ar="يرى العاملين ووثائقهم وطلبات المنشأة.", en="Sees the workers, their papers and the requests."),
    "request": Text(ar="يعدّ الطلبات ويرسلها إلى الاعتماد.", en="Prepares requests and sends them for approval."),
    "approve": Text(
        ar="يعتمد ما طلبه غيره أو يرفضه، ولا يعتمد طلب نفسه.",
        en="Approves or refuses what somebody else requested, never their own.",
    ),
    "pay": Text(
        ar="يدفع فواتير الطلبات المعتمدة من رصيده.", en="Pays the bills of approved requests from their deposit."
    ),
    "administer": Text(ar="يمنح الصلاحيات لغيره وينهيها.", en="Gives roles to others and ends them."),
}
BATCH_STATES = {
    "draft": Text(ar="لم يُرسل بعد", en="Not sent yet"),
    "requested": Text(ar="بانتظار الاعتماد", en="Waiting for approval"),
    "approved": Text(ar="جارٍ تقديمه", en="Being filed"),
    "refused": Text(ar="لم يُعتمد", en="Not approved"),
    "withdrawn": Text(ar="مسحوب", en="Withdrawn"),
    "done": Text(ar="اكتمل تقديمه", en="Filing complete"),
}
ROW_STATES = {
    "cannot": Text(ar="لا يمكن", en="Not possible"),
    "ready": Text(ar="جاهز", en="Ready"),
    "filed": Text(ar="قُدّم", en="Filed"),
    "failed": Text(ar="تعذّر", en="Could not be filed"),
    "stopped": Text(ar="أُوقف", en="Stopped"),
}
GRANT_STATES = {
    "offered": Text(ar="بانتظار القبول", en="Waiting to be accepted"),
    "accepted": Text(ar="سارية", en="In force"),
    "refused": Text(ar="لم تُقبل", en="Declined"),
    "ended": Text(ar="انتهت", en="Ended"),
}

_ASK = Text(
    ar="اطلبها ممن يدير صلاحيات المنشأة.", en="Ask for it from somebody who administers the establishment's roles."
)
NO_ROLE = {
    role: Text(
        ar=f"ليست لك صلاحية «{name.ar}» في هذه المنشأة. {_ASK.ar}",
        en=f"You do not have the role “{name.en}” on this establishment. {_ASK.en}",
    )
    for role, name in ROLE_NAMES.items()
}
NOT_THIS_SERVICE = Text(
    ar=f"صلاحيتك لا تشمل هذه الخدمة. {_ASK.ar}", en=f"Your role does not cover this service. {_ASK.en}"
)
NOT_THIS_BRANCH = Text(
    ar="في الطلب عاملون من فروع لا تشملها صلاحيتك. احذفهم، أو ليتولَّه من تشمل صلاحيته فروعهم.",
    en="It has workers of branches outside your role. Leave them out, or let somebody act whose role covers them.",
)
NOT_YOUR_OWN = Text(
    ar="أنت من طلب هذا، فلا تبتّ فيه. يعتمده أو يرفضه شخص آخر له صلاحية الاعتماد.",
    en="You requested this, so you do not decide it. Somebody else with the role Approve will.",
)
ALREADY_DECIDED = Text(
    ar="تغيّرت حالة هذا الطلب قبل وصول إجرائك، فلم يُنفَّذ. راجع حالته الآن.",
    en="This request moved on before your act arrived, so nothing was done. Look at how it stands now.",
)
NEEDS_REASON = Text(
    ar="اكتب سبب عدم الاعتماد؛ يقرؤه صاحب الطلب.", en="Write why it is not approved; whoever requested it reads it."
)
NOTHING_READY = Text(
    ar="ليس في الطلب عامل يمكن تقديم طلبه. أعدّ طلبًا آخر بعد معالجة الأسباب المذكورة.",
    en="No worker in it can be filed for. Prepare another once what is told below has been settled.",
)
OLD_VERDICTS = Text(
    ar="فُحص هذا الطلب في يوم سابق وقد تتغير الشروط والرسوم. أعد الفحص ثم أرسله.",
    en="This was checked on an earlier day, and conditions and prices may differ. Check it again, then send it.",
)
REQUESTER_ENDED = Text(
    ar="انتهت صلاحية مقدّم الطلب أو ضاقت عن هذا الطلب، فأُوقف. ليقدّمه من له صلاحية سارية.",
    en="The requester's role has ended or no longer covers this, so it was stopped. Somebody else may request it.",
)
APPROVER_ENDED = Text(
    ar="انتهت صلاحية المعتمِد أو ضاقت عن هذا الطلب قبل اكتمال تقديمه، فأُوقف الباقي. قدّم الباقي من جديد ليعتمده غيره.",
    en=(
        "The approver's role ended or no longer covers this before filing was complete, so the rest was stopped. "
        "Request the rest again for somebody else to approve."
    ),
)
NOT_THE_REQUESTER = Text(
    ar="شرط في من يقدّم الطلب نفسه لم يتحقق. يرى صاحبه سببه عند إعداد طلب جديد.",
    en="A condition about whoever requests is not met. They see which when they prepare a request.",
)
NOT_AMONG = Text(
    ar="ليس من عامليك. راجع الرقم، أو صحّح بيانات العاملين لدى الجهة المختصة.",
    en="Not among your workers. Check the number, or have the register of workers corrected.",
)
LEFT_WORK = Text(
    ar="لم يعد من عاملي المنشأة، فلم يُقدَّم طلبه.", en="No longer a worker of the establishment, so nothing was filed."
)
COULD_NOT = Text(
    ar="تعذّر تقديمه بسبب خلل عندنا بعد محاولات عدة، ولم يُحسب عليك شيء. أعد طلبه، أو اطلب المساعدة.",
    en=(
        "It could not be filed for a fault of ours after several tries, and nothing was charged. Request it again, "
        "or ask for help."
    ),
)
NOT_SURE = Text(
    ar=(
        "منح الصلاحيات وإنهاؤها يحتاجان دخولًا أوثق مما دخلت به. أكّد هويتك من صفحة حسابك ثم أعد الإرسال؛ "
        "ما كتبته محفوظ في الصفحة."
    ),
    en=(
        "Giving and ending roles needs a surer sign-in than yours. Confirm who you are on the account page, then send "
        "again; what you entered stays on the page."
    ),
)
LAST_ADMINISTRATOR = Text(
    ar="هذا آخر من يدير الصلاحيات بتكليف، ولا ينهي صلاحيته إلا المفوَّض المسجل عن المنشأة. اطلب ذلك منه.",
    en=(
        "This is the last person who was made administrator, and only the establishment's authorised person in the "
        "register can end that. Ask them."
    ),
)
NOT_ONESELF = Text(
    ar="لا يمنح أحد نفسه صلاحية. اطلبها من مدير آخر للصلاحيات.",
    en="Nobody gives themself a role. Ask another administrator for it.",
)
NO_SUCH_PERSON = Text(
    ar="لا حساب في تيسير بهذا الرقم. راجع الرقم، أو اطلب من صاحبه فتح حسابه أولًا.",
    en="Nobody with this number has an account in Tayseer. Check the number, or ask them to open their account first.",
)
HAS_IT = Text(
    ar="لهذا الشخص هذه الصلاحية أو عُرضت عليه. أنهِ السابقة أولًا إن أردت تغيير حدودها.",
    en="This person has this role or was offered it. End the earlier one first to change its limits.",
)
SHORT_DEPOSIT = Text(
    ar="رصيدك لا يغطي المبلغ كله، ولم يُخصم شيء. أضف ما ينقص بالبطاقة، ثم ادفع الكل.",
    en="Your deposit does not cover the whole sum, and nothing was taken. Add what is missing by card, then pay all.",
)
DEPOSIT_RAN_OUT = Text(
    ar="لم يعد الرصيد يكفي قبل اكتمال الدفع، فتوقف عند ما دُفع. أضف إلى الرصيد ثم ادفع الباقي.",
    en="The deposit ran short before all was paid, so paying stopped there. Add to the deposit, then pay the rest.",
)
PAYER_ENDED = Text(
    ar="انتهت صلاحية الدفع قبل اكتماله، فتوقف عند ما دُفع. ليدفع الباقي من له صلاحية سارية.",
    en="The role to pay ended before all was paid, so paying stopped there. Somebody else may pay the rest.",
)
NOTHING_TO_PAY = Text(ar="لا فواتير غير مدفوعة في هذا الطلب.", en="This request has no unpaid bills.")
BILL_CLOSED = Text(
    ar="بعض الفواتير أُغلق قبل دفعه، كأن انتهت مهلته أو سُحب طلبه. راجع الصفوف غير المدفوعة.",
    en="Some bills were closed before they were paid, as when their term ran out. Look at the unpaid rows.",
)


def too_much(amount: Decimal, most: Decimal) -> Text:
    """Why an amount (SAR) is beyond a role's limit, and what to do."""
    asked, limit = money_text(amount), money_text(most)
    return Text(
        ar=f"مبلغ الطلب {asked.ar}، وحدّ صلاحيتك {limit.ar} للطلب الواحد. قسّمه، أو ليتولَّه من حدّه أعلى.",
        en=(
            f"The request comes to {asked.en} and your role's limit is {limit.en} a request. Split it, or let somebody "
            "with a higher limit act."
        ),
    )


def dearer(before: Decimal, now: Decimal) -> Text:
    """Why a row was not filed: it costs more (SAR) than what was approved."""
    old, new = money_text(before), money_text(now)
    return Text(
        ar=f"صار رسمه {new.ar} بعد أن اعتُمد بمبلغ {old.ar}، فلم يُقدَّم. اطلبه من جديد بالمبلغ الحالي.",
        en=f"It now costs {new.en}, and {old.en} was approved, so it was not filed. Request it again at today's price.",
    )


def twice(place: int) -> Text:
    """Why a row does not count: the same worker stands in an earlier one."""
    return Text(ar=f"مكرر؛ سبق ذكره في الصف {place}.", en=f"Stands twice; row {place} has the same worker.")


def until(day: date | None) -> Text:
    """The end of a role's term."""
    if day is None:
        return Text(ar="بلا نهاية محددة", en="No end")
    said = day_text(day)
    return Text(ar=f"حتى {said.ar}", en=f"Until {said.en}")
