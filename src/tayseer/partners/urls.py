"""The addresses of the API, below /api/v1/."""

from django.urls import path

from tayseer.partners import verify_api
from tayseer.partners.operations import operation
from tayseer.partners.views import answers, cases, catalogue, money, records

app_name = "partners"
SERVICE = "services/<str:agency>/<str:name>"

urlpatterns = [
    path("openapi.json", operation(GET=catalogue.document), name="openapi"),
    path("services", operation(GET=catalogue.services), name="services"),
    path(SERVICE, operation(GET=catalogue.show), name="service"),
    path(f"{SERVICE}/subjects", operation(GET=catalogue.subjects), name="subjects"),
    path(f"{SERVICE}/verdict", operation(POST=catalogue.verdict), name="verdict"),
    path(f"{SERVICE}/plan", operation(POST=catalogue.plan), name="plan"),
    path(f"{SERVICE}/cases", operation(POST=cases.file), name="file"),
    path(f"{SERVICE}/answer", operation(POST=answers.ask), name="answer"),
    path("files", operation(POST=cases.keep), name="files"),
    path("cases", operation(GET=cases.cases), name="cases"),
    path("cases/<str:public_id>", operation(GET=cases.case), name="case"),
    path("cases/<str:public_id>/withdraw", operation(POST=cases.withdraw), name="withdraw"),
    path("cases/<str:public_id>/turn", operation(POST=cases.turn), name="turn"),
    path("cases/<str:public_id>/correct", operation(POST=cases.correct), name="correct"),
    path("cases/<str:public_id>/object", operation(POST=cases.object_), name="object"),
    path("deposit", operation(GET=money.deposit), name="deposit"),
    path("bills", operation(GET=money.bills), name="bills"),
    path("bills/<str:public_id>", operation(GET=money.bill), name="bill"),
    path("bills/<str:public_id>/pay", operation(POST=money.pay), name="pay"),
    path("documents", operation(GET=money.wallet), name="documents"),
    path("documents/<str:public_id>", operation(GET=money.document), name="document"),
    path("violations", operation(GET=records.violations), name="violations"),
    path("verify", operation(POST=verify_api.check), name="verify"),
    path("<path:path>", operation(GET=catalogue.nothing, POST=catalogue.nothing), name="nothing"),
]
