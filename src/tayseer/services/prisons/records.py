"""What the programme Free a debtor lets be known: a debtor's case without the debtor, and a person's contributions."""

from tayseer.kit.records import Record, amount, choice, day, key, whole, words

REGIONS = {
    "riyadh": ("الرياض", "Riyadh"),
    "makkah": ("مكة المكرمة", "Makkah"),
    "madinah": ("المدينة المنورة", "Madinah"),
    "qassim": ("القصيم", "Qassim"),
    "eastern": ("المنطقة الشرقية", "Eastern Region"),
    "asir": ("عسير", "Asir"),
    "tabuk": ("تبوك", "Tabuk"),
    "hail": ("حائل", "Hail"),
    "northern": ("الحدود الشمالية", "Northern Borders"),
    "jazan": ("جازان", "Jazan"),
    "najran": ("نجران", "Najran"),
    "bahah": ("الباحة", "Bahah"),
    "jawf": ("الجوف", "Jawf"),
}


class DebtorCase(
    Record,
    registry="relief",
    ar="قائمة برنامج تفريج كربة",
    en="list of the programme Free a debtor",
    shown_by=("bill_number", "amount_sar"),
):
    """A debt for which somebody is detained; no field says who, and none ever will."""

    public_id = words(ar="رمز الحالة", en="Code of the case")
    bill_number = words(ar="رقم الفاتورة", en="Bill number")
    kind = choice(
        ar="نوع المطالبة",
        en="Kind of claim",
        options={"financial": ("مالية", "financial"), "criminal": ("جنائية", "criminal")},
    )
    court_ar = words(ar="المحكمة", en="Court (Arabic)")
    court_en = words(ar="المحكمة بالإنجليزية", en="Court")
    amount_sar = amount(ar="المبلغ المستحق", en="Sum due")
    paid_sar = amount(ar="ما دُفع", en="Paid")
    reserved_sar = amount(ar="ما يُدفع الآن", en="Being paid now")
    region = choice(ar="المنطقة", en="Region", options=REGIONS)
    sex = choice(ar="الجنس", en="Sex", options={"male": ("رجل", "man"), "female": ("امرأة", "woman")})
    age_group = choice(
        ar="الفئة العمرية",
        en="Age group",
        options={
            "young": ("من 18 إلى 29", "18 to 29"),
            "middle": ("من 30 إلى 44", "30 to 44"),
            "older": ("من 45 إلى 59", "45 to 59"),
            "elder": ("60 فأكثر", "60 or more"),
        },
    )
    nationality = choice(
        ar="الجنسية", en="Nationality", options={"citizen": ("مواطن", "citizen"), "resident": ("مقيم", "resident")}
    )
    dependants = whole(ar="عدد من يعولهم", en="Dependants")
    reason = choice(
        ar="سبب الدين",
        en="Reason of the debt",
        options={
            "rent": ("إيجار متأخر", "rent in arrears"),
            "loan": ("قرض لم يُسدد", "a loan not repaid"),
            "guarantee": ("كفالة غارمة", "a guarantee for another"),
            "treatment": ("تكاليف علاج", "costs of treatment"),
            "trade": ("خسارة في تجارة", "a loss in trade"),
            "accident": ("تعويض عن حادث", "damages for an accident"),
        },
    )
    confirmations = whole(ar="تأكيدات الفريق المشترك", en="Confirmations of the joint team")
    other_cases = whole(ar="حالات أخرى للشخص نفسه", en="Other cases of the same person")
    points = whole(ar="نقاط الأولوية", en="Priority points")
    first_in = words(ar="الأولى في منطقة", en="First in a region")
    listed_on = day(ar="عُرضت في", en="Listed on")
    covered_on = day(ar="اكتمل المبلغ في", en="Covered on")
    closed_on = day(ar="تاريخ الإفراج", en="Released on")
    state = choice(
        ar="حالة الطلب في القائمة",
        en="State",
        options={
            "received": ("قيد التحقق", "being verified"),
            "listed": ("معروضة", "listed"),
            "covered": ("اكتمل مبلغها", "covered"),
            "closed": ("أُفرج عن صاحبها", "released"),
            "withdrawn": ("سُحبت", "withdrawn"),
        },
    )


class Contribution(
    Record,
    registry="relief",
    of="person",
    many=True,
    ar="مساهمات برنامج تفريج كربة",
    en="contributions to the programme Free a debtor",
):
    """What somebody gave towards a debt; ``person_id`` 0 stands for guests, who are not known."""

    public_id = words(ar="رمز المساهمة", en="Code of the contribution")
    case_id = key(ar="الحالة", en="Case")
    amount_sar = amount(ar="المبلغ", en="Sum")
    counted_sar = amount(ar="ما دخل في الدين", en="What went towards the debt")
    paid_on = day(ar="دُفعت في", en="Paid on")
    freed_on = day(ar="أُفرج عن صاحب الحالة في", en="The debtor was released on")
    state = choice(
        ar="حالة المساهمة",
        en="State",
        options={
            "reserved": ("تنتظر الدفع", "waiting for payment"),
            "lapsed": ("انتهى حجزها", "no longer kept"),
            "paid": ("مدفوعة", "paid"),
            "returned": ("أُعيدت", "returned"),
        },
    )
