"""Addresses of the office, below `/<language>/office/`."""

from django.urls import path

from tayseer.office.views import case, closed_case, desk, people, privacy, proofing, reports, reviews

app_name = "office"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("cases/", desk.find, name="find"),
    path("cases/<str:public_id>/", case.case, name="case"),
    path("cases/<str:public_id>/decision/", case.decide, name="decide"),
    path("cases/<str:public_id>/opening/", closed_case.ask_opening, name="ask-opening"),
    path("cases/<str:public_id>/attendance/", case.attend, name="attend"),
    path("cases/<str:public_id>/assignment/", case.assign, name="assign"),
    path("cases/<str:public_id>/files/<str:file_id>/", case.attached, name="attached"),
    path("desk/proofing/", proofing.prove, name="proofing"),
    path("reports/", reports.reports, name="reports"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<str:public_id>/", reviews.review, name="review"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/questions/<str:public_id>/", privacy.answer, name="answer-question"),
    path("privacy/protected/", privacy.protect, name="protect"),
    path("privacy/protected/<str:public_id>/end/", privacy.end_protection, name="end-protection"),
    path("people/", people.search, name="people"),
    path("people/request/", people.ask, name="ask-access"),
    path("people/<str:public_id>/", people.record, name="record"),
    path("people/<str:public_id>/documents/<str:document>/", people.paper, name="paper"),
    path("people/<str:public_id>/documents/<str:document>/standing/", people.standing, name="standing"),
    path("people/<str:public_id>/decision/", people.decide_access, name="decide-access"),
]
