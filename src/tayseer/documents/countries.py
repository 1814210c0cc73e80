"""Countries as documents write them: ISO 3166 letters on paper, words in both languages, and Doc 9303's exceptions."""

from functools import cache

from babel import Locale

from tayseer.kit.text import Text

# ISO 3166-1, alpha-3 with its alpha-2 where the second is not simply the first two letters of the first.
_PAIRS = (
    "AFG AF,ALB AL,DZA DZ,AND AD,AGO AO,ATG AG,ARG AR,ARM AM,AUS AU,AUT AT,AZE AZ,BHS BS,BHR BH,BGD BD,BRB BB,BLR BY,"
    "BEL BE,BLZ BZ,BEN BJ,BTN BT,BOL BO,BIH BA,BWA BW,BRA BR,BRN BN,BGR BG,BFA BF,BDI BI,KHM KH,CMR CM,CAN CA,CPV CV,"
    "CAF CF,TCD TD,CHL CL,CHN CN,COL CO,COM KM,COG CG,COD CD,CRI CR,CIV CI,HRV HR,CUB CU,CYP CY,CZE CZ,DNK DK,DJI DJ,"
    "DMA DM,DOM DO,ECU EC,EGY EG,SLV SV,GNQ GQ,ERI ER,EST EE,SWZ SZ,ETH ET,FJI FJ,FIN FI,FRA FR,GAB GA,GMB GM,GEO GE,"
    "DEU DE,GHA GH,GRC GR,GRD GD,GTM GT,GIN GN,GNB GW,GUY GY,HTI HT,HND HN,HUN HU,ISL IS,IND IN,IDN ID,IRN IR,IRQ IQ,"
    "IRL IE,ITA IT,JAM JM,JPN JP,JOR JO,KAZ KZ,KEN KE,KIR KI,PRK KP,KOR KR,KWT KW,KGZ KG,LAO LA,LVA LV,LBN LB,LSO LS,"
    "LBR LR,LBY LY,LIE LI,LTU LT,LUX LU,MDG MG,MWI MW,MYS MY,MDV MV,MLI ML,MLT MT,MHL MH,MRT MR,MUS MU,MEX MX,FSM FM,"
    "MDA MD,MCO MC,MNG MN,MNE ME,MAR MA,MOZ MZ,MMR MM,NAM NA,NRU NR,NPL NP,NLD NL,NZL NZ,NIC NI,NER NE,NGA NG,MKD MK,"
    "NOR NO,OMN OM,PAK PK,PLW PW,PSE PS,PAN PA,PNG PG,PRY PY,PER PE,PHL PH,POL PL,PRT PT,QAT QA,ROU RO,RUS RU,RWA RW,"
    "KNA KN,LCA LC,VCT VC,WSM WS,SMR SM,STP ST,SAU SA,SEN SN,SRB RS,SYC SC,SLE SL,SGP SG,SVK SK,SVN SI,SLB SB,SOM SO,"
    "ZAF ZA,SSD SS,ESP ES,LKA LK,SDN SD,SUR SR,SWE SE,CHE CH,SYR SY,TJK TJ,TZA TZ,THA TH,TLS TL,TGO TG,TON TO,TTO TT,"
    "TUN TN,TUR TR,TKM TM,TUV TV,UGA UG,UKR UA,ARE AE,GBR GB,USA US,URY UY,UZB UZ,VUT VU,VAT VA,VEN VE,VNM VN,YEM YE,"
    "ZMB ZM,ZWE ZW"
)
_TO_ALPHA_2 = dict(pair.split(" ") for pair in _PAIRS.split(","))
_ZONE_CODES = {"DEU": "D"}


def is_country(code: str) -> bool:
    """Say whether `code` is a known ISO 3166 alpha-3 code."""
    return code in _TO_ALPHA_2


def country_name(code: str) -> Text:
    """Return the country's name; an unknown code stands for itself."""
    alpha_2 = _TO_ALPHA_2.get(code)
    return Text(_names("ar").get(alpha_2 or "", code), _names("en").get(alpha_2 or "", code))


def zone_code(code: str) -> str:
    """Return the code that a machine-readable zone uses for the country."""
    return _ZONE_CODES.get(code, code)


@cache
def _names(lang: str) -> dict[str, str]:
    return dict(Locale(lang).territories)
