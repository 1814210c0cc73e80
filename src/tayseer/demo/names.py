"""Names of made-up people: Arabic and Latin side by side, by nation and sex, and the names that civil affairs lists."""
# ruff: noqa: E501 - names and sentences, which read worse when broken

from __future__ import annotations

from dataclasses import dataclass


def _pairs(written: str) -> tuple[tuple[str, str], ...]:
    """Names written "Arabic Latin", with commas between; a Latin name may hold a hyphen, never a space."""
    return tuple((ar, en) for ar, en in (one.strip().rsplit(maxsplit=1) for one in written.split(",")))


@dataclass(frozen=True)
class Nation:
    """The names of one nationality, with the cities its people are born in."""

    code: str
    men: tuple[tuple[str, str], ...]
    women: tuple[tuple[str, str], ...]
    families: tuple[tuple[str, str], ...]
    cities: tuple[str, ...]


ARAB_MEN = _pairs("""محمد Mohammed, أحمد Ahmed, عبدالله Abdullah, عبدالرحمن Abdulrahman, عبدالعزيز Abdulaziz, خالد Khalid,
سعد Saad, سعود Saud, فهد Fahd, فيصل Faisal, تركي Turki, بندر Bandar, سلطان Sultan, ناصر Nasser, علي Ali, حسن Hassan,
حسين Hussein, عمر Omar, إبراهيم Ibrahim, يوسف Yousef, صالح Saleh, سالم Salim, سلمان Salman, سليمان Sulaiman, ماجد Majed,
مشعل Mishal, مشاري Mishari, نايف Nayef, نواف Nawaf, راشد Rashid, راكان Rakan, زياد Ziyad, طارق Tariq, طلال Talal,
عادل Adel, عاصم Asim, عامر Amer, عبدالملك Abdulmalik, عبدالمجيد Abdulmajeed, عبدالكريم Abdulkarim,
عبداللطيف Abdullatif, عبدالإله Abdulelah, عبدالوهاب Abdulwahab, عثمان Othman, عدنان Adnan, عزام Azzam, عماد Imad,
عمار Ammar, غازي Ghazi, غانم Ghanim, فارس Faris, فواز Fawaz, فراس Firas, قاسم Qasim, كريم Karim, لؤي Louay,
مازن Mazen, مالك Malik, مبارك Mubarak, متعب Mutaib, محمود Mahmoud, مراد Murad, مساعد Musaed, مصعب Musab, معاذ Muadh,
منصور Mansour, مهند Muhannad, موسى Musa, نادر Nader, نبيل Nabil, هاشم Hashim, هاني Hani, هشام Hisham, هيثم Haitham,
وائل Wael, وليد Waleed, ياسر Yasser, ياسين Yassin, يحيى Yahya, يزن Yazan, يزيد Yazid, يعقوب Yaqoub, أسامة Osama,
أنس Anas, أيمن Ayman, إياد Iyad, باسم Basim, باسل Basil, بدر Badr, بسام Bassam, بكر Bakr, بلال Bilal, تميم Tamim,
ثامر Thamer, جابر Jaber, جاسم Jasim, جمال Jamal, حاتم Hatim, حازم Hazem, حامد Hamed, حمد Hamad, حمزة Hamza, حمود Hamoud,
داود Dawood, رامي Rami, رائد Raed, رياض Riyadh, زكريا Zakaria, زيد Zaid, سامي Sami, سعيد Saeed, سيف Saif, شادي Shadi,
صقر Saqr, ضاري Dhari, عايض Ayed, عبيد Obaid, آدم Adam, إسماعيل Ismail""")

ARAB_WOMEN = _pairs("""فاطمة Fatimah, عائشة Aisha, مريم Maryam, خديجة Khadija, نورة Noura, سارة Sara, هند Hind, ليلى Layla,
منى Mona, ريم Reem, هدى Huda, أمل Amal, أسماء Asma, آمنة Amna, أروى Arwa, أريج Areej, أفنان Afnan, ألاء Alaa,
أميمة Umaima, إيمان Iman, ابتسام Ibtisam, بدور Budoor, بسمة Basma, بشاير Bashayer, بيان Bayan, تغريد Taghreed,
تهاني Tahani, جميلة Jamila, جنى Jana, جواهر Jawaher, جود Jude, جوري Joury, حصة Hessa, حنان Hanan, حنين Haneen,
حياة Hayat, خلود Kholoud, خولة Khawla, دانة Dana, دلال Dalal, رانيا Rania, رحاب Rehab, رزان Razan, رغد Raghad,
رنا Rana, رند Rand, رهف Rahaf, روان Rawan, زهراء Zahra, زينب Zainab, سحر Sahar, سديم Sadeem, سلمى Salma, سلوى Salwa,
سمر Samar, سميرة Samira, سمية Sumaya, سهام Siham, شذى Shatha, شروق Shorouq, شهد Shahad, شيخة Sheikha, صفية Safiya,
ضحى Duha, طرفة Tarfa, عبير Abeer, عفاف Afaf, علياء Alia, عهود Ohoud, غادة Ghada, غدير Ghadeer, غلا Ghala, غيداء Ghaida,
فاتن Faten, فجر Fajr, فوزية Fawzia, في Fay, كوثر Kawthar, لطيفة Latifa, لمى Lama, لميس Lamis, لينا Lina, مها Maha,
مشاعل Mashael, منال Manal, منيرة Munira, مي Mai, ميسون Maysoon, نادية Nadia, ندى Nada, نجلاء Najla,
نجود Nujood, نهى Nuha, نوف Nouf, هالة Hala, هاجر Hajar, هبة Hiba, هيا Haya, هيفاء Haifa, وجدان Wijdan, وعد Waad,
وفاء Wafa, ولاء Walaa, يارا Yara, ياسمين Yasmin""")

_SAUDI = _pairs("""القحطاني Al-Qahtani, العتيبي Al-Otaibi, الحربي Al-Harbi, الشمري Al-Shammari, الدوسري Al-Dosari,
الغامدي Al-Ghamdi, الزهراني Al-Zahrani, العنزي Al-Anazi, المطيري Al-Mutairi, السبيعي Al-Subaie, الشهري Al-Shehri,
العسيري Al-Asiri, الجهني Al-Juhani, البلوي Al-Balawi, الحازمي Al-Hazmi, المالكي Al-Malki, الثبيتي Al-Thubaiti,
السلمي Al-Sulami, الشهراني Al-Shahrani, الرشيدي Al-Rashidi, الخالدي Al-Khalidi, العجمي Al-Ajmi, البقمي Al-Buqami,
النخلي Al-Nakhli, السدري Al-Sidri, العوفي Al-Oufi, الحارثي Al-Harthi, الزبيدي Al-Zubaidi, البيشي Al-Bishi,
الفيفي Al-Faifi, الرفاعي Al-Rifai, السهلي Al-Sahli, اليامي Al-Yami, الصاعدي Al-Saedi, المرشد Al-Murshid,
التويجري Al-Tuwaijri, الفهيد Al-Fuhaid, الناصر Al-Nasser, السيف Al-Saif, الحمد Al-Hamad""")
_EGYPTIAN = _pairs("""السيد El-Sayed, بدوي Badawi, عبدالحميد Abdelhamid, الشافعي El-Shafei, منصور Mansour, فؤاد Fouad,
رمضان Ramadan, شاهين Shahin, زكي Zaki, النجار El-Naggar, عوض Awad, سالم Salem, الدسوقي El-Desouki, حجازي Hegazy""")
_LEVANTINE = _pairs("""حداد Haddad, النمري Al-Nimri, خوري Khoury, الخطيب Al-Khatib, عودة Odeh, الحلبي Al-Halabi,
قباني Qabbani, درويش Darwish, الأتاسي Al-Atassi, نصار Nassar, شاهين Shahin, الزعبي Al-Zoubi, عبيدات Obeidat""")
_YEMENI = _pairs("""باوزير Bawazir, العمودي Al-Amoudi, باعشن Baashen, الحداد Al-Haddad, اليافعي Al-Yafei, الصبري Al-Sabri,
المقطري Al-Maqtari, العولقي Al-Awlaqi, الكثيري Al-Kathiri, بامخرمة Bamakhrama""")
_SUDANESE = _pairs("""إدريس Idris, عوض Awad, الطيب Eltayeb, البشير Elbashir, حمدان Hamdan, الأمين Elamin, آدم Adam,
عبدالقادر Abdelgadir, التوم Eltom, كرار Karrar""")
_INDIAN_MEN = _pairs("""راجيش Rajesh, سوريش Suresh, أنيل Anil, سانجاي Sanjay, فيجاي Vijay, راجو Raju, مانوج Manoj,
أشوك Ashok, براكاش Prakash, شفيق Shafiq, عمران Imran, نوشاد Naushad, بيجو Biju, أجاي Ajay, راهول Rahul, سونيل Sunil""")
_INDIAN_WOMEN = _pairs("""بريا Priya, لاكشمي Lakshmi, سونيتا Sunita, أنيتا Anita, ديبا Deepa, شابانا Shabana, ريشما Reshma,
فاطمة Fathima, ميرا Meera, كافيتا Kavita""")
_INDIAN = _pairs("""كومار Kumar, شارما Sharma, بيلاي Pillai, ناير Nair, باتيل Patel, خان Khan, رضا Raza, سينغ Singh, كويا Koya,
محي الدين Mohiuddin, براساد Prasad, راو Rao, أنصاري Ansari""")
_PAKISTANI_MEN = _pairs("""بلال Bilal, عمران Imran, عثمان Usman, نديم Nadeem, شاهد Shahid, زبير Zubair, كامران Kamran,
فيصل Faisal, عرفان Irfan, طاهر Tahir, وسيم Waseem, أرشد Arshad""")
_PAKISTANI_WOMEN = _pairs(
    """عائشة Ayesha, صائمة Saima, نسرين Nasreen, شازية Shazia, فرح Farah, رابعة Rabia, بشرى Bushra"""
)
_PAKISTANI = _pairs("""خان Khan, شاه Shah, صديقي Siddiqui, قريشي Qureshi, ملك Malik, بوت Butt, تشودري Chaudhry, ميرزا Mirza,
أفريدي Afridi, أنصاري Ansari""")
_BANGLADESHI = _pairs("""إسلام Islam, رحمن Rahman, حسين Hossain, عالم Alam, مياه Miah, أحمد Ahmed, تشودري Chowdhury, سركر Sarker,
أوال Awal, كريم Karim""")
_FILIPINO_MEN = _pairs("""خوسيه Jose, أنطونيو Antonio, رودريغو Rodrigo, ماركو Marco, رامون Ramon, إدواردو Eduardo, جيمس James,
كارلو Carlo""")
_FILIPINO_WOMEN = _pairs("""ماريا Maria, آنا Ana, غريس Grace, روزا Rosa, جيني Jenny, ليزا Liza, تيريزا Teresa, جوي Joy,
كريستينا Cristina""")
_FILIPINO = _pairs("""سانتوس Santos, ريس Reyes, كروز Cruz, غارسيا Garcia, ميندوزا Mendoza, توريس Torres, راموس Ramos,
أكينو Aquino, باوتيستا Bautista""")
_INDONESIAN_MEN = _pairs("""بودي Budi, أغوس Agus, ديدي Dedi, هندرا Hendra, يانتو Yanto, سوبريادي Supriyadi""")
_INDONESIAN_WOMEN = _pairs("""سيتي Siti, ديوي Dewi, نور Nur, سري Sri, إنداه Indah, رينا Rina, فتري Fitri""")
_INDONESIAN = _pairs(
    """سوسانتو Susanto, ويجايا Wijaya, سابوترا Saputra, هدايات Hidayat, راهايو Rahayu, ليستاري Lestari"""
)
_ETHIOPIAN_MEN = _pairs("""دويت Dawit, تسفاي Tesfaye, يوهانس Yohannes, كدير Kedir, أبيبي Abebe""")
_ETHIOPIAN_WOMEN = _pairs("""تيغست Tigist, هيوت Hiwot, سعدية Sadiya, مسكرم Meskerem, زينت Zinet""")
_ETHIOPIAN = _pairs("""بيكيلي Bekele, هايلي Haile, جرما Girma, عبدي Abdi, تادسي Tadesse, محمد Mohammed""")

SAUDI = Nation("SAU", ARAB_MEN, ARAB_WOMEN, _SAUDI, (
    "الرياض", "جدة", "مكة المكرمة", "المدينة المنورة", "الدمام", "الطائف", "تبوك", "بريدة", "أبها", "حائل", "جازان", "نجران",
))  # fmt: skip
#: The nations of residents, the most numerous first; a hash of the person picks one.
FOREIGN = (
    Nation("BGD", ARAB_MEN, ARAB_WOMEN, _BANGLADESHI, ("دكا", "شيتاغونغ", "سيلهت")),
    Nation("IND", _INDIAN_MEN, _INDIAN_WOMEN, _INDIAN, ("كوتشي", "حيدر آباد", "دلهي", "مومباي")),
    Nation("PAK", _PAKISTANI_MEN, _PAKISTANI_WOMEN, _PAKISTANI, ("كراتشي", "لاهور", "بيشاور")),
    Nation("YEM", ARAB_MEN, ARAB_WOMEN, _YEMENI, ("صنعاء", "عدن", "المكلا", "تعز")),
    Nation("EGY", ARAB_MEN, ARAB_WOMEN, _EGYPTIAN, ("القاهرة", "الإسكندرية", "طنطا", "المنصورة")),
    Nation("SDN", ARAB_MEN, ARAB_WOMEN, _SUDANESE, ("الخرطوم", "أم درمان", "بورتسودان")),
    Nation("PHL", _FILIPINO_MEN, _FILIPINO_WOMEN, _FILIPINO, ("مانيلا", "سيبو", "دافاو")),
    Nation("SYR", ARAB_MEN, ARAB_WOMEN, _LEVANTINE, ("دمشق", "حلب", "حمص")),
    Nation("JOR", ARAB_MEN, ARAB_WOMEN, _LEVANTINE, ("عمّان", "إربد", "السلط")),
    Nation("IDN", _INDONESIAN_MEN, _INDONESIAN_WOMEN, _INDONESIAN, ("جاكرتا", "سورابايا")),
    Nation("ETH", _ETHIOPIAN_MEN, _ETHIOPIAN_WOMEN, _ETHIOPIAN, ("أديس أبابا", "دير داوا")),
)
NATIONS = (SAUDI, *FOREIGN)

#: First names that civil affairs accepts at once.
ACCEPTED = tuple(dict.fromkeys(ar for ar, _ in ARAB_MEN + ARAB_WOMEN))
#: First names that the law refuses: titles, and names of servitude to other than God.
REFUSED = (
    "عبدالنبي",
    "عبدالرسول",
    "عبدالكعبة",
    "ملكة",
    "مملكة",
    "الملك",
    "سمو",
    "أمير",
    "أميرة",
    "معالي",
    "نبية",
    "جبريل",
    "ملاك",
)
