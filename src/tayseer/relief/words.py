"""The sentences of the programme's pages that do not stand in a template, and the names of what cases are told by."""

from decimal import Decimal

from tayseer.kit.text import Text
from tayseer.services.prisons.records import DebtorCase

FIELDS = DebtorCase.__fields__


def option(field: str, value: str) -> Text:
    """The name of a value of a case, such as a region; the value itself when it has none."""
    options = FIELDS[field].options or {}
    return options.get(value) or Text(ar=value, en=value)


def options(field: str) -> list[tuple[str, Text]]:
    """Every value of a field of a case with its name, in the order of the contract."""
    return list((FIELDS[field].options or {}).items())


#: Bounds of what is left of a debt, by the word of the filter: least and most, SAR.
SUMS: dict[str, tuple[Text, Decimal | None, Decimal | None]] = {
    "small": (Text("أقل من \u20665,000\u2069 ريال", "Below 5,000 SAR"), None, Decimal(5_000)),
    "middle": (
        Text("من \u20665,000\u2069 إلى \u206620,000\u2069 ريال", "5,000 to 20,000 SAR"),
        Decimal(5_000),
        Decimal(20_000),
    ),
    "large": (Text("أكثر من \u206620,000\u2069 ريال", "Above 20,000 SAR"), Decimal(20_000), None),
}
DEPENDANTS = {
    "1": Text("يعول فردًا أو أكثر", "One or more"),
    "3": Text("يعول ثلاثة أو أكثر", "Three or more"),
    "6": Text("يعول ستة أو أكثر", "Six or more"),
}

WRITE_SUM = Text(
    "اكتب مبلغًا بالريال بالأرقام، مثل \u206650\u2069 أو \u206650.50\u2069.",
    "Enter a sum in SAR in digits, such as 50 or 50.50.",
)
TOO_MANY = Text(
    "محاولات كثيرة من جهازك أو شبكتك. انتظر قليلًا ثم أعد المحاولة.",
    "Too many attempts from your device or network. Wait a little and try again.",
)
UNREACHABLE = Text(
    "تعذّر الوصول إلى المصرف الآن، ولم يُخصم منك شيء. مبلغك محجوز لك، فانتظر دقيقة ثم أعد المحاولة.",
    "The bank cannot be reached now, and nothing was charged. Your sum is kept: wait a minute and try again.",
)
SHORT = Text(
    "رصيدك لا يغطي هذا المبلغ، ولم يُخصم منه شيء. ادفع بالبطاقة، أو أضف إلى رصيدك.",
    "Your deposit does not cover this sum, and nothing was taken from it. Pay by card, or add to your deposit.",
)
CLOSED = Text(
    "لم تعد هذه المساهمة تنتظر الدفع، ولم يُخصم منك شيء.",
    "This contribution no longer waits for payment. Nothing was charged.",
)
BAD_IBAN = Text(
    "هذا ليس آيبان سعوديًا صحيحًا: يبدأ بـ \u2066SA\u2069 ثم \u206622\u2069 خانة. راجعه في تطبيق مصرفك.",
    "That is no correct Saudi IBAN: SA and 22 more characters. Compare it with your bank's app.",
)

CONTRIBUTION_STATES = {
    "reserved": Text("تنتظر الدفع", "Waiting for payment"),
    "lapsed": Text("انتهت مدة حجزها ولم تُدفع", "No longer kept, and not paid"),
    "paid": Text("دُفعت", "Paid"),
    "returned": Text("أُعيدت", "Returned"),
}
OUTCOMES = {
    "listed": Text("ما زالت الحالة تنتظر بقية المبلغ", "The case still waits for the rest"),
    "covered": Text("اكتمل المبلغ، وطُلب الإفراج", "Paid in full; the release was asked for"),
    "closed": Text("عاد إلى أهله", "Went home"),
    "withdrawn": Text("سُحبت الحالة", "The case was withdrawn"),
}
TONES = {"listed": "info", "covered": "ok", "closed": "ok", "withdrawn": "neutral"}
