"""Who is in the cast: names, sign-in numbers, a sentence about each, and the services each is there to show."""
# ruff: noqa: E501 - names and sentences, which read worse when broken

from __future__ import annotations

from dataclasses import dataclass

from tayseer.demo.loading import identity_number
from tayseer.demo.stories import horizon, karim, papers, road, salim, wadi, yusuf
from tayseer.kit.text import Text
from tayseer.registries.numbers import check_digit

#: One password for everybody in the demonstration, printed when it starts; no installation of use has the cast.
PASSWORD = "nakheel-7-oasis"  # noqa: S105 - a password of made-up people, meant to be read


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as. An officer has an agency, a unit and a role; the others are in the population register."""

    key: str
    number: str
    name: Text
    story: Text
    shows: tuple[str, ...]
    language: str = "ar"
    agency: str = ""
    unit: str = ""
    role: str = ""
    password: str = PASSWORD

    @property
    def is_officer(self) -> bool:
        """Whether the person works in an agency, and is known here as nothing else."""
        return bool(self.agency)

    def introduction(self, lang: str) -> str:
        """The line that the start of the demonstration prints: name and sentence."""
        return f"{self.name.in_(lang)}: {self.story.in_(lang)}"


def _citizen(key: str, serial: int, ar: str, en: str, story: Text, *shows: str) -> DemoPerson:
    return DemoPerson(key, identity_number("citizen", serial), Text(ar=ar, en=en), story, shows)


def _resident(key: str, serial: int, ar: str, en: str, story: Text, *shows: str, language: str = "ar") -> DemoPerson:
    return DemoPerson(key, identity_number("resident", serial), Text(ar=ar, en=en), story, shows, language)


def _officer(serial: int, ar: str, en: str, place: str, role: str, story: Text) -> DemoPerson:
    """An officer's number of service is ten digits from 90, in which no identity number begins."""
    agency, _, unit = place.partition("/")
    digits = f"90{serial:07d}"
    number = digits + check_digit(digits)
    shows = (place,)
    return DemoPerson(
        f"officer-{agency}-{unit or role}", number, Text(ar=ar, en=en), story, shows, "ar", agency, unit, role
    )


PERSONS = (
    _citizen(
        "salim", salim.SALIM, "سالم بن راشد بن سعيد النخلي", "Salim Rashid Saeed Al-Nakhli",
        Text(
            ar="مواطن رب أسرة، وُلد له مولود قبل عشرة أيام ولم يسجله بعد، وتنتهي رخصة قيادته بعد خمسة أشهر.",
            en="A citizen and head of a family; a child was born ten days ago, and his driving licence ends in five months.",
        ),
        "civil/register-birth-citizen", "passports/issue-passport-child-no-fingerprint",
        "passports/issue-passport-dependant", "passports/renew-passport-dependant", "civil/issue-id-family-member",
        "traffic/renew-driving-licence", "vehicles/authorise-driver", "vehicles/view-my-vehicles",
        "residency/renew-iqama-domestic", "residency/issue-iqama-domestic", "visas/issue-exit-reentry-single-domestic",
        "civil/view-personal-information", "account/update-email",
    ),
    _citizen(
        "hind", salim.HIND, "هند بنت ناصر بن علي السدري", "Hind Nasir Ali Al-Sidri",
        Text(
            ar="زوجة سالم، تنتهي هويتها بعد تسعين يومًا وجوازها بعد شهرين، واشترطت موافقتها على جواز ابنتها.",
            en="Salim's wife; her card ends in ninety days, her passport in two months, and she asked to be consulted on her daughter's passport.",
        ),
        "civil/renew-id", "passports/renew-passport-adult", "civil/change-first-name", "passports/set-parent-consent",
        "civil/update-qualification", "civil/register-birth-citizen",
    ),
    _resident(
        "karim", karim.KARIM, "كريم عبدالله يوسف حداد", "Karim Abdullah Yousef Haddad",
        Text(
            ar="مهندس أردني، توقف مخالفة واحدة بمبلغ 150 ريالًا تجديد إقامات أسرته حتى يسددها.",
            en="A Jordanian engineer; one violation of 150 SAR stops the renewal of his family's iqamas until he pays it.",
        ),
        "traffic/pay-violation", "residency/renew-iqama-family", "visas/extend-visit-family", "traffic/query-violations",
        "residency/view-personal-information",
    ),
    _resident(
        "yusuf", yusuf.YUSUF, "يوسف منصور حسن السيد", "Yusuf Mansour Hassan El-Sayed",
        Text(
            ar="محاسب مصري أموره كلها سليمة، له ابن في الخارج وآخر وصل قبل شهر ولم تصدر إقامته.",
            en="An Egyptian accountant with everything in order; one son is abroad, another came a month ago and has no iqama yet.",
        ),
        "visas/extend-exit-reentry-abroad", "visas/cancel-exit-reentry", "visas/cancel-final-exit",
        "visas/issue-exit-reentry-single-family", "visas/issue-exit-reentry-multiple-family",
        "visas/issue-final-exit-family", "residency/issue-iqama-family", "residency/renew-iqama-family",
        "residency/report-lost-iqama", "civil/register-birth-resident", "residency/update-passport-renewed",
        "account/update-address",
    ),
    _resident(
        "maria", salim.MARIA, "ماريا ريس سانتوس", "Maria Reyes Santos",
        Text(
            ar="عاملة منزلية فلبينية عند سالم، تطلب بنفسها تأشيرة خروج وعودة.",
            en="A Filipino domestic worker at Salim's home who asks for an exit/re-entry visa herself.",
        ),
        "visas/request-exit-reentry-own", "residency/report-lost-iqama", language="en",
    ),
    _citizen(
        "layla", horizon.LAYLA, "ليلى بنت فهد بن عبدالعزيز المرشد", "Layla Fahd Abdulaziz Al-Murshid",
        Text(
            ar="مديرة الموارد البشرية في شركة الأفق للمقاولات، تجدد إقامات العاملين وتجيب عن طلباتهم.",
            en="Head of personnel of Horizon Contracting; she renews the workers' iqamas and answers their requests.",
        ),
        "residency/renew-iqama-establishment", "visas/answer-worker-visa-request",
    ),
    _resident(
        "suresh", horizon.SURESH, "سوريش راجان بيلاي", "Suresh Rajan Pillai",
        Text(
            ar="كهربائي هندي في شركة الأفق، يطلب تأشيرة خروج وعودة وتجيب عنها ليلى.",
            en="An Indian electrician at Horizon; he asks for an exit/re-entry visa, and Layla answers.",
        ),
        "visas/request-exit-reentry-own", "residency/view-personal-information", language="en",
    ),
    _citizen(
        "fahd", road.FAHD, "فهد بن تركي بن ماجد العوفي", "Fahd Turki Majid Al-Oufi",
        Text(
            ar="مواطن ليس عليه شيء، يشتري سيارة نورة ويقود سيارة سالم بتفويض، ويجدد وثائق حمد نيابةً عنه.",
            en="A citizen with nothing against him, who buys Noura's car, may drive Salim's, and renews Hamad's papers for him.",
        ),
        "vehicles/accept-sale", "vehicles/answer-driver-authorisation", "passports/report-lost-passport",
        "passports/renew-passport-adult", "civil/replace-id-damaged", "civil/replace-id-lost", "account/change-mobile",
    ),
    _citizen(
        "noura", road.NOURA, "نورة بنت إبراهيم بن سعد الدوسري", "Noura Ibrahim Saad Al-Dosari",
        Text(
            ar="لها سيارتان تبيع إحداهما، والأخرى انتهى فحصها الدوري؛ وفي حضانتها ابنتها جود.",
            en="She owns two cars: one she sells, the other's inspection has ended; her daughter Jude is in her custody.",
        ),
        "vehicles/offer-sale", "vehicles/confirm-sale-handover", "vehicles/cancel-sale",
        "passports/issue-passport-child-no-fingerprint",
    ),
    _citizen(
        "abdullah", papers.ABDULLAH, "عبدالله بن سعود بن مبارك الشهري", "Abdullah Saud Mubarak Al-Shehri",
        Text(
            ar="وُلد له ابن قبل 45 يومًا، ففاته التسجيل الفوري وبقي التسجيل المتأخر؛ وتنتهي رخصة سير سيارته قريبًا.",
            en="His son was born 45 days ago: too late to register at once, in time to register late; his car's registration ends soon.",
        ),
        "civil/register-birth-late", "civil/register-birth-citizen", "vehicles/renew-registration",
    ),
    _citizen(
        "majed", road.MAJED, "ماجد بن عادل بن حمد القحطاني", "Majed Adel Hamad Al-Qahtani",
        Text(
            ar="عليه مخالفات عدة: واحدة يعترض عليها، وأخرى يمدد مهلتها، وثالثة رُفض الاعتراض عليها.",
            en="He has several violations: one to object to, one whose deadline to extend, one whose objection was rejected.",
        ),
        "traffic/object-to-violation", "traffic/extend-violation-deadline", "traffic/pay-violation",
        "traffic/query-violations",
    ),
    _citizen(
        "huda", road.HUDA, "هدى بنت صالح بن عمر الغامدي", "Huda Salih Omar Al-Ghamdi",
        Text(
            ar="أوقفت محكمة التنفيذ خدماتها، فترى السبب والجهة والرقم والحل.",
            en="An execution court suspended her services; she sees why, by whom, under which number, and what to do.",
        ),
        "passports/renew-passport-adult", "vehicles/view-my-vehicles",
    ),
    _citizen(
        "badr", papers.BADR, "بدر بن خالد بن سليمان العتيبي", "Badr Khalid Sulaiman Al-Otaibi",
        Text(ar="أبلغ عن فقدان جوازه ويطلب بدلًا منه.", en="He reported his passport lost and asks for another."),
        "passports/replace-passport-lost",
    ),
    _citizen(
        "hamad", papers.HAMAD, "حمد بن عبدالله بن حمد السبيعي", "Hamad Abdullah Hamad Al-Subaie",
        Text(
            ar="متقاعد في الثامنة والسبعين، انتهت هويته قبل شهرين فتوقفت خدماته حتى يجددها.",
            en="A pensioner of 78 whose card ended two months ago; other services wait until he renews it.",
        ),
        "civil/renew-id",
    ),
    _citizen(
        "reem", papers.REEM, "ريم بنت محمد بن يحيى عسيري", "Reem Mohammed Yahya Asiri",
        Text(
            ar="خريجة وصلها جواز جديد لم تفعّله، ومؤهلها الجديد في سجل التعليم، وتريد تصحيح اسمها بالإنجليزية.",
            en="A graduate whose new passport is not yet active, with a new degree on record and an English name to correct.",
        ),
        "passports/activate-passport", "civil/update-qualification", "civil/edit-english-name",
        "civil/change-first-name",
    ),
    _citizen(
        "saad", papers.SAAD, "سعد بن نايف بن سعد الحارثي", "Saad Nayef Saad Al-Harthi",
        Text(
            ar="أتم الحادية والعشرين، تسلّم هويته ولم يفعّلها، ثم يصدر جوازه الأول.",
            en="Just 21: he has received his card and must activate it, then takes his first passport.",
        ),
        "civil/activate-id", "passports/issue-passport-adult",
    ),
    _resident(
        "tariq", yusuf.TARIQ, "طارق عثمان محمد إدريس", "Tariq Osman Mohamed Idris",
        Text(
            ar="معلم سوداني فقد بطاقة إقامته، وابنته بلا بصمة مسجلة.",
            en="A Sudanese teacher who lost his iqama card, and whose daughter's fingerprint is not on file.",
        ),
        "residency/replace-iqama-lost", "residency/book-fingerprint-appointment",
    ),
    _citizen(
        "mansour", wadi.MANSOUR, "منصور بن خالد بن إبراهيم الفالح", "Mansour Khalid Ibrahim Al-Falih",
        Text(
            ar="المفوَّض عن شركة الوادي في السجل، يعتمد ما تطلبه أمل للعاملين ويدفعه.",
            en="The authorised person of Wadi Logistics; he approves and pays what Amal requests for the workers.",
        ),
        "residency/renew-iqama-establishment",
    ),
    _citizen(
        "amal", wadi.AMAL, "أمل بنت يوسف بن حمد الدخيل", "Amal Yousef Hamad Al-Dakhil",
        Text(
            ar="أخصائية في شركة الوادي، تطلب تجديد إقامات العاملين دفعة واحدة ويعتمدها منصور.",
            en="A clerk of Wadi Logistics; she requests the renewal of many workers' iqamas at once, and Mansour approves.",
        ),
    ),
)  # fmt: skip

_SUPERVISES = Text(
    ar="مشرف: ينظر فيما تأخر وفيما اعتُرض عليه، ويوزع العمل.",
    en="A supervisor: takes what is late and what is objected to, and shares out the work.",
)
_DECIDES = Text(ar="موظف: يدرس طلبات وحدته ويبت فيها.", en="A clerk: studies and decides the requests of the unit.")

_ANSWERS = Text(
    ar="موظفة مكتب الخصوصية: تجيب من يسأل عن اطلاع على سجله.",
    en="The privacy office: answers people who ask about an access to their record.",
)

OFFICERS = (
    _officer(1, "عائشة بنت سالم الحازمي", "Aisha Al-Hazmi", "civil/births", "clerk", _DECIDES),
    _officer(2, "ناصر بن علي المالكي", "Nasser Al-Malki", "civil/names", "clerk", _DECIDES),
    _officer(3, "مشعل بن سعد العنزي", "Mishal Al-Anazi", "civil/visits", "clerk", _DECIDES),
    _officer(4, "خديجة بنت أحمد باوزير", "Khadija Bawazir", "civil", "supervisor", _SUPERVISES),
    _officer(5, "راكان بن فيصل الشمري", "Rakan Al-Shammari", "traffic/objections", "clerk", _DECIDES),
    _officer(6, "سلطان بن عبدالله الحربي", "Sultan Al-Harbi", "traffic", "supervisor", _SUPERVISES),
    _officer(7, "دلال بنت حسن الرفاعي", "Dalal Al-Rifai", "passports/passports", "clerk", _DECIDES),
    _officer(8, "بندر بن محمد الزيد", "Bandar Al-Zaid", "passports", "supervisor", _SUPERVISES),
    _officer(9, "عبير بنت صالح الجهني", "Abeer Al-Juhani", "residency/cards", "clerk", _DECIDES),
    _officer(13, "أمجاد بنت علي الأسمري", "Amjad Al-Asmari", "residency/visits", "clerk", _DECIDES),
    _officer(10, "وليد بن إبراهيم التويجري", "Waleed Al-Tuwaijri", "residency", "supervisor", _SUPERVISES),
    _officer(11, "منيرة بنت عبدالرحمن السهلي", "Munira Al-Sahli", "labour/visa-objections", "clerk", _DECIDES),
    _officer(12, "ياسر بن خالد البقمي", "Yasser Al-Buqami", "labour", "supervisor", _SUPERVISES),
    _officer(14, "هالة بنت ماجد الخثعمي", "Hala Al-Khathami", "privacy/office", "clerk", _ANSWERS),
)

PEOPLE = PERSONS + OFFICERS
